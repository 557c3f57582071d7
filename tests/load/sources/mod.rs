//! Where values come from.
//!
//! `precedence` is the place to start: which source wins. `config_file`, `embedded`, `environment`, `files`, `other_names` and
//! `fallback` test one kind of source each, `guard_rails` what profiles refuse, `source_groups` the settings that must come from one source, `sanitising` the values that deployments damage.

mod config_file;
mod embedded;
mod environment;
mod fallback;
mod files;
mod guard_rails;
mod near_misses;
mod other_names;
mod precedence;
mod sanitising;
mod source_groups;
