//! The configuration file: its values for one instance, and the profile.
//!
//! * `values`: reads the file and gives the value of a field; start here
//! * `profile`: which profile is active, and its guard rail
//!
//! `redis-config-rules` parses the file. Imports the rest of `load`.

pub(crate) mod profile;
pub(crate) mod values;
