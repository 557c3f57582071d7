//! Formats in which platforms write values.

pub(crate) mod base64;
pub(crate) mod dokku_url;
pub(crate) mod json;
