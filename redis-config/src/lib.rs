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
