//! secret

pub(crate) mod file;
pub(crate) mod sanitise;
pub(crate) mod secret;
pub(crate) mod source;
