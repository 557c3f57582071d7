#![doc = include_str!("../../README.md")]
//!
//! ## The items of this crate, by stage
//!
//! A definition passes through these stages. Each can be used alone.
//!
//! ### Define: an instance as a struct
//!
//! [`RedisConfig`](derive@RedisConfig) and its trait [`RedisConfig`](trait@RedisConfig), [`Url`], [`Secret`], [`Value`](trait@Value) and its
//! derive [`Value`](derive@Value) for field types of your own. All settings are listed [here](derive@RedisConfig#settings-1), a right and a wrong use of every key in
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
//! [`Handle`], [`RedisConnections`](derive@RedisConnections), [`State`], [`Health`], [`ServerRole`], [`ByMember`]. Errors:
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
//! ### Diagnose
//!
//! [`Diagnosis`], [`InstanceDiagnosis`], [`Finding`], [`FindingStatus`]: [`guide::diagnosis`]. What can be configured: [`Reference`]. For tools, and as a subcommand:
//! [`Definitions`], [`cli`] (feature `cli`).
//!
//! ### Test
//!
//! [`dev`]: private real servers, Sentinel sets and clusters (feature `dev-server`).
#[doc(hidden)]
pub mod __private;
mod acl_permission;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod command;
mod config;
mod connect;
pub mod credentials;
mod definitions;
#[cfg(feature = "dev-server")]
pub mod dev;
mod diagnose;
mod error;
mod group;
pub mod guide;
mod handle;
mod load;
pub mod queue;
mod random;
mod reference;
mod secret;
mod settings;
mod sync;
pub mod topology;
mod value;

pub use crate::check::invalid::Invalid;
pub use crate::check::origin::Origin;
pub use crate::check::violation::Violation;
pub use crate::config::definition::RedisConfig;
pub use crate::config::field_source::FieldSource;
pub use crate::config::field_values::FieldValues;
pub use crate::config::meta::{FieldMeta, Role};
pub use crate::credentials::{Credentials, CredentialsError, CredentialsProvider};
pub use crate::definitions::Definitions;
pub use crate::diagnose::diagnosis::{Diagnosis, InstanceDiagnosis};
pub use crate::diagnose::finding::{Finding, FindingStatus};
pub use crate::group::by_member::ByMember;
pub use crate::group::error::{ConnectionFailure, ConnectionsError, FailureCause};
pub use crate::handle::command_error::outcome_is_unknown;
pub use crate::handle::dedicated::dedicated::Dedicated;
pub use crate::handle::follow_sources::{Followed, Following};
pub use crate::handle::handle::Handle;
pub use crate::handle::health::{Health, ServerRole};
pub use crate::handle::instance::switch::Switched;
pub use crate::handle::instance::switch_error::{SwitchError, SwitchStep};
pub use crate::handle::shared::connection::Connection;
pub use crate::handle::state::State;
pub use crate::handle::subscriber::message::{Message, SubscriberEvent};
pub use crate::handle::subscriber::subscriber::Subscriber;
pub use crate::load::explanation::explanation::Explanation;
pub use crate::load::sources::Sources;
pub use crate::reference::reference::Reference;
pub use crate::secret::secret::Secret;
pub use crate::secret::url::Url;
pub use crate::settings::settings::Settings;
pub use crate::settings::tls::{Pem, Tls};
pub use acl_permission::{Denied, PermissionDenied, is_permission_denied, permission_denied};
pub use error::{ConnectError, ConnectErrorKind};
pub use redis;
pub use redis_config_derive::{RedisConfig, RedisConnections, Value};
pub use redis_config_rules::{Code, Problem, Setting, Shape, Topology as TopologyKind};
pub use settings::{AllowedHost, Endpoint, Protocol, ReadFrom};
pub use value::Value;
