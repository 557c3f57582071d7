#![doc = include_str!("../../README.md")]
//!
//! ## The items of this crate, by stage
//!
//! A definition passes through these stages. Each can be used alone.
//!
//! ### Define: an instance as a struct
//!
//! [`RedisConfig`](derive@RedisConfig) and its trait [`RedisConfig`](trait@RedisConfig), [`Secret`], [`Value`] for field
//! types of your own. All settings are listed [here](derive@RedisConfig#settings-1), a right and a wrong use of every key in
//! [`guide::keys`]. For introspection: [`FieldMeta`], [`FieldSource`], [`FieldValues`], [`Role`], [`Setting`], [`Shape`],
//! [`TopologyKind`], [`topology`].
//!
//! ### Load and check: values from code, variables, files and defaults
//!
//! [`Sources`], [`Invalid`], [`Violation`], [`Origin`], [`Problem`], [`Code`]. A valid definition as values: [`Settings`],
//! [`Endpoint`], [`AllowedHost`], [`Protocol`], [`ReadFrom`], [`Tls`], [`Pem`].
//!
//! ### Connect: one instance, or all instances of a service
//!
//! [`Handle`], [`RedisConnections`](derive@RedisConnections), [`State`], [`Health`], [`ServerRole`]. Errors:
//! [`ConnectError`], [`ConnectErrorKind`], [`ConnectionsError`], [`ConnectionFailure`], [`FailureCause`].
//!
//! ### Use: commands, messages and jobs
//!
//! [`Connection`], [`Dedicated`], [`outcome_is_unknown`], [`Subscriber`], [`SubscriberEvent`], [`Message`], [`queue`], and
//! the [`redis`] crate. Missing rights: [`permission_denied`], [`is_permission_denied`], [`PermissionDenied`], [`Denied`].
//!
//! ### Change: credentials, or the server
//!
//! [`credentials`], [`CredentialsProvider`], [`Credentials`], [`CredentialsError`]; [`Handle::switch`],
//! [`Handle::rollback`], [`Switched`], [`SwitchError`], [`SwitchStep`]; [`Handle::follow`], [`Following`], [`Followed`].
//!
//! ### Test
//!
//! [`dev`]: private real servers, Sentinel sets and clusters (feature `dev-server`).
#[doc(hidden)]
#[path = "__private/constructors.rs"]
pub mod __private;
mod check;
mod config;
mod connect;
pub mod credentials;
#[cfg(feature = "dev-server")]
pub mod dev;
mod error;
mod group;
pub mod guide;
mod handle;
mod load;
mod permission;
pub mod queue;
#[path = "secret/secret.rs"]
mod secret;
mod settings;
pub mod topology;
mod value;

pub use check::{Invalid, Origin, Violation};
pub use config::{FieldMeta, FieldSource, FieldValues, RedisConfig, Role};
pub use credentials::{Credentials, CredentialsError, CredentialsProvider};
pub use error::{ConnectError, ConnectErrorKind};
pub use group::{ConnectionFailure, ConnectionsError, FailureCause};
pub use handle::{
    Connection, Dedicated, Followed, Following, Handle, Health, Message, ServerRole, State,
    Subscriber, SubscriberEvent, SwitchError, SwitchStep, Switched, outcome_is_unknown,
};
pub use load::Sources;
pub use permission::{Denied, PermissionDenied, is_permission_denied, permission_denied};
pub use redis;
pub use redis_config_derive::{RedisConfig, RedisConnections};
pub use redis_config_rules::{Code, Problem, Setting, Shape, Topology as TopologyKind};
pub use secret::Secret;
pub use settings::{AllowedHost, Endpoint, Pem, Protocol, ReadFrom, Settings, Tls};
pub use value::Value;
