//! load::fallback

pub(crate) mod apply;
pub(crate) mod endpoint;
pub(crate) mod fill;
pub(crate) mod variables;
