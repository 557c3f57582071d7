#![doc = include_str!("../../README.md")]
//!
//! ## Where to begin
//!
//! A definition flows through these stages, and each can be entered by itself:
//!
//! | stage | what it does | begin with |
//! |---|---|---|
//! | define | an instance as a struct | [`RedisConfig`], [`Secret`], [`Value`] |
//! | load | values from code, variables, files, defaults | [`Sources`] |
//! | check | every violation at once | [`Invalid`], [`Settings`] |
//! | connect | a link that heals itself | [`Handle`], [`RedisConnections`](derive@RedisConnections), [`ConnectError`] |
//! | use | commands, messages and jobs | [`Connection`], [`Dedicated`], [`Subscriber`], [`queue`] |
//! | move | to other credentials, or to another server | [`credentials`], [`Handle::switch`], [`Handle::rollback`] |
//!
//! [`guide`] shows what each kind of mistake looks like. Its pages: [every key](guide::keys), [topologies](guide::topologies),
//! [TLS](guide::tls), [users with few rights](guide::acl), [subscribers](guide::subscribers), [switching](guide::switching).

#[doc(hidden)]
pub mod __private;
mod check;
mod command;
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
mod random;
mod secret;
mod settings;
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
pub use crate::group::error::{ConnectionFailure, ConnectionsError, FailureCause};
pub use crate::handle::command_error::outcome_is_unknown;
pub use crate::handle::dedicated::dedicated::Dedicated;
pub use crate::handle::follow::{Followed, Following};
pub use crate::handle::handle::Handle;
pub use crate::handle::health::{Health, ServerRole};
pub use crate::handle::instance::switch::{SwitchError, SwitchStep, Switched};
pub use crate::handle::shared::connection::Connection;
pub use crate::handle::state::State;
pub use crate::handle::subscriber::message::{Message, SubscriberEvent};
pub use crate::handle::subscriber::subscriber::Subscriber;
pub use crate::load::sources::Sources;
pub use crate::secret::secret::Secret;
pub use crate::settings::settings::Settings;
pub use crate::settings::tls::{Pem, Tls};
pub use error::{ConnectError, ConnectErrorKind};
pub use permission::{Denied, PermissionDenied, is_permission_denied, permission_denied};
pub use redis;
pub use redis_config_derive::{RedisConfig, RedisConnections};
pub use redis_config_rules::{Code, Problem, Setting, Shape, Topology as TopologyKind};
pub use settings::{AllowedHost, Endpoint, Protocol, ReadFrom};
pub use value::Value;
