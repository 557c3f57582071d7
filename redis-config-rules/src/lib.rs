//! What a legal Redis setting is.
//!
//! The derive reads these rules while it compiles a user's struct, `redis-config` reads them while it
//! loads one: a rule has one place and one wording. No dependencies.
//!
//! * [`Setting`]: the table of settings; [`Setting::check_text`] checks one value alone
//! * [`SettingsDraft::check`]: a whole definition, with what holds between several settings
//! * [`url`], [`nodes`], [`hosts`], [`pem`], [`duration`], [`name`], [`text`]: the dialects of single values; [`job`]: what a job says of itself
//! * [`Problem`] and [`Code`]: what is wrong, and what to write instead
//! * [`suggest`]: "did you mean"

pub mod allowed_hosts;
mod code;
pub mod draft;
pub mod duration;
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
pub use instance::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Protocol, ReadFrom, Topology};
pub use problem::Problem;
pub use setting::{Group, Kind, Place, Setting, SettingInfo};
pub use value_shape::Shape;
