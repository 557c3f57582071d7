//! What a legal Redis setting is.
//!
//! The derive reads these rules while it compiles a user's struct, `redis-config` reads them while it
//! loads one: a rule has one place and one wording. No dependencies.
//!
//! * [`Setting`]: the table of settings; [`Setting::check_text`] checks one value alone
//! * [`Draft::check`]: a whole definition, with what holds between several settings
//! * [`url`], [`nodes`], [`hosts`], [`pem`], [`duration`], [`name`], [`text`]: the dialects of single values; [`job`]: what a job says of itself
//! * [`Problem`] and [`Code`]: what is wrong, and what to write instead
//! * [`suggest`]: "did you mean"

mod code;
pub mod draft;
pub mod duration;
#[path = "instance/endpoint.rs"]
mod endpoint;
#[path = "allowed_hosts.rs"]
pub mod hosts;
pub mod job;
pub mod name;
pub mod nodes;
pub mod pem;
pub mod problem;
#[path = "instance/protocol.rs"]
mod protocol;
#[path = "instance/read_from.rs"]
mod read_from;
pub mod setting;
#[path = "value_shape.rs"]
mod shape;
pub mod suggest;
pub mod text;
#[path = "instance/topology.rs"]
mod topology;
pub mod url;

pub use draft::{Draft, Found, Known, Normal};
pub use endpoint::{DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint};
pub use problem::{Code, Problem};
pub use protocol::Protocol;
pub use read_from::ReadFrom;
pub use setting::{Group, Kind, Place, Setting, SettingInfo};
pub use shape::Shape;
pub use topology::Topology;
