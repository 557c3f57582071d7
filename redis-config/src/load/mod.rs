//! Loading: from code, environment variables, files and defaults to a struct.
//!
//! * `sources`: [`Sources`](sources::Sources), the entry point; start here
//! * `environment`: a snapshot of the environment variables
//! * `report`: what a load found out besides the values
//! * `resolve`: the value of each field, from the strongest source
//! * `source_groups`: keeps settings that belong together from mixing sources
//! * `url_edit`: URLs without some of their parts, for `source_groups`
//! * `platform`: what a platform gives, and `REDIS_URL` and other variables that name no instance
//! * `unknown_variables`: variables with the instance's prefix that no field reads
//!
//! Imports `check`, `config`, `secret` and `value`.

pub(crate) mod environment;
pub(crate) mod platform;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod source_groups;
pub(crate) mod sources;
pub(crate) mod unknown_variables;
pub(crate) mod url_edit;
