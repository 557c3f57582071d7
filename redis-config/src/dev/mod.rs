//! Private real servers for examples and tests (feature `dev-server`).
//!
//! [`Server::start`] runs the `redis-server` or `valkey-server` of this machine on a free port of 127.0.0.1, in a temporary
//! directory of its own, and returns when it answers. It is gone when the value is dropped, and also when this process
//! ends without dropping anything, `kill -9` included.
//!
//! It is the real program, so a test can do to it what happens to real servers: [`kill`](Server::kill),
//! [`restart`](Server::restart), [`freeze`](Server::freeze), [`thaw`](Server::thaw), and any command with
//! [`call`](Server::call).
//!
//! ```
//! use redis_config::dev::Server;
//!
//! let server = Server::start()?;
//! assert_eq!(server.call(&["SET", "greeting", "hello"])?, "OK");
//! assert_eq!(server.call(&["GET", "greeting"])?, "hello");
//! assert!(server.url().starts_with("redis://127.0.0.1:"));
//! # Ok::<(), redis_config::dev::DevError>(())
//! ```
//!
//! | | what it is | what happens to it on call |
//! |---|---|---|
//! | [`Server`] | one server; a password, [users of its ACL](Builder::user), TLS beside plaintext or alone, any option of its configuration | killed, restarted, frozen |
//! | [`Sentinel`] | a primary, its replicas, and the sentinels that watch them | failover by command, by kill, by freezing; a sentinel that lies |
//! | [`Cluster`] | shards with or without replicas, full of slots | failover, resharding, [a slot held half-way](Cluster::begin_migration) |
//!
//! Each member of a set or of a cluster is a [`Server`]. `url()` of each is what a definition takes. [`ServerTls`] makes them speak
//! TLS, with certificates of your own or, with the feature `dev-tls`, from `Certificates`: good ones, expired ones, ones of
//! another host.
//!
//! A server that is restarted has the configuration that it had, what was written into it meanwhile included (`CONFIG REWRITE`, and what sentinels
//! and nodes of a cluster note themselves).
//!
//! The environment variable `REDIS_CONFIG_SERVER` names another program, by path or by name.
//! Unix only. All methods block, for milliseconds as a rule; they can be called from async tests.

#[cfg(feature = "dev-tls")]
pub(crate) mod certificates;
pub(crate) mod cluster;
pub(crate) mod config;
pub(crate) mod control;
pub(crate) mod error;
pub(crate) mod launch;
pub(crate) mod log;
pub(crate) mod options;
pub(crate) mod port;
pub(crate) mod ports;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod reconnecting;
pub(crate) mod sentinel;
pub(crate) mod server;
pub(crate) mod tls;
pub(crate) mod wait;

pub use crate::dev::cluster::builder::ClusterBuilder;
pub use crate::dev::cluster::cluster::Cluster;
pub use crate::dev::cluster::migration::Migration;
pub use crate::dev::sentinel::builder::SentinelBuilder;
pub use crate::dev::sentinel::sentinel::Sentinel;
#[cfg(feature = "dev-tls")]
pub use certificates::Certificates;
pub use error::DevError;
pub use options::Builder;
pub use server::Server;
pub use tls::ServerTls;
