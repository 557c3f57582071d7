//! Where values come from.
//!
//! `precedence` is the place to start: which source wins. `environment`, `files` and `fallback` test one kind of source
//! each, `source_groups` the settings that must come from one source, `sanitising` the values that deployments damage.

mod environment;
mod fallback;
mod files;
mod other_names;
mod precedence;
mod sanitising;
mod source_groups;
