//! The rules for legal Redis settings.
//!
//! The derive applies these rules when it compiles a user's struct, `redis-config` when it loads one. Each rule and its
//! error text therefore exists once. The only dependencies are the parsers of configuration files.
//!
//! * [`Setting`]: the table of settings; [`Setting::check_text`] checks one value
//! * [`SettingsDraft::check`]: checks a whole definition, including rules that involve several settings
//! * [`url`], [`nodes`], [`allowed_hosts`], [`pem`], [`duration`], [`name`], [`text`]: the syntax of single values;
//!   [`job`]: the options of a job
//! * [`constant`], [`bytes`]: what the rules that are a `const fn` share
//! * [`mod@file`]: configuration files, as sections of values with their places
//! * [`Problem`] and [`Code`]: an error with its help text, and the stable name of the rule
//! * [`suggest`]: "did you mean ...?"
//!
//! Module order, each importing only those to its left: `code, problem, bytes, constant, value_shape, suggest, instance | duration | text | name
//! | url | nodes, allowed_hosts, pem, job | setting | draft | file`. Start with `setting/table.rs`.

#![allow(
    clippy::result_large_err,
    reason = "a `const fn` cannot allocate: its error has its texts in arrays"
)]

pub mod allowed_hosts;
pub mod bytes;
mod code;
pub mod constant;
pub mod draft;
pub mod duration;
pub mod file;
mod instance;
pub mod job;
pub mod name;
pub mod nodes;
pub mod pem;
mod problem;
mod setting;
pub mod suggest;
pub mod text;
pub mod url;
mod value_shape;

pub use code::Code;
pub use draft::{Found, Known, ResolvedSettings, SettingsDraft};
pub use instance::{
    DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Protocol, ReadFrom, Topology, is_loopback,
};
pub use problem::Problem;
pub use setting::{Alias, Group, Kind, Place, Setting, SettingInfo};
pub use value_shape::Shape;
