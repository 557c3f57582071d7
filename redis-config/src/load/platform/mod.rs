//! What the platform around the program gives: `REDIS_URL`, `VCAP_SERVICES` and the like.
//!
//! * `fill`: the entry point; chooses the server of an instance; start here
//! * `table`: the platforms
//! * `services`: one file for each platform, from the environment to servers
//! * `format`: JSON, base64 and connection strings of .NET
//! * `variables`: the environment, cleaned and checked
//! * `binding`: what a platform gives
//! * `address`: combines it into one address
//! * `apply`: writes the address, or its parts, into the fields of the definition
//! * `hints`: advice about host names
//!
//! Imports the rest of `load`.

pub(crate) mod address;
pub(crate) mod apply;
pub(crate) mod binding;
pub(crate) mod fill;
pub(crate) mod format;
pub(crate) mod hints;
pub(crate) mod services;
pub(crate) mod table;
#[cfg(test)]
mod tests;
pub(crate) mod variables;
