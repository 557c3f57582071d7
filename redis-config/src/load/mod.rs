//! Loading: from code, environment variables, files and defaults to a struct.
//!
//! * `sources`: [`Sources`](sources::Sources), the entry point; start here
//! * `run`: one load, of `inputs`
//! * `environment`: a snapshot of the environment variables
//! * `report`: what a load found out besides the values
//! * `fields`: the value of each field, from the strongest source
//! * `resolve`: a value and its source, and the values of variables
//! * `source_groups`: keeps settings that belong together from mixing sources
//! * `provider`: `<PREFIX>_PROVIDER`, which names another variable
//! * `file`: the configuration file and its profiles
//! * `explanation`: every value with its source, and what was not used
//! * `unset_address`: refuses an empty variable where the default would be the address
//! * `url_edit`: URLs without some of their parts, for `source_groups`
//! * `platform`: what a platform gives, and `REDIS_URL` and other variables that name no instance
//! * `other_names`: variables of the instance under another name, such as `JOBS_REDIS_PASS`
//! * `unread`: variables with the instance's prefix that no field reads
//!
//! Imports `check`, `config`, `secret` and `value`.

pub(crate) mod environment;
pub(crate) mod explanation;
pub(crate) mod fields;
pub(crate) mod file;
pub(crate) mod inputs;
pub(crate) mod other_names;
pub(crate) mod platform;
pub(crate) mod provider;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod run;
pub(crate) mod source_groups;
pub(crate) mod sources;
pub(crate) mod unread;
pub(crate) mod unset_address;
pub(crate) mod url_edit;
