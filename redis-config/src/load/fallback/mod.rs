//! The variables that name no instance, such as `REDIS_URL`, for the instance declared `fallback`.
//!
//! * `fill`: the entry point; start here
//! * `variables`: their names and values
//! * `endpoint`: combines them into one URL
//! * `apply`: writes the URL, or its parts, into the fields of the definition
//!
//! Imports the rest of `load`.

pub(crate) mod apply;
pub(crate) mod endpoint;
pub(crate) mod fill;
pub(crate) mod variables;
