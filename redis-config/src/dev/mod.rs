//! Private real servers for examples and tests (feature `dev-server`).
//!
//! [`Server::start`] runs the `redis-server` or `valkey-server` of this machine on a free port of 127.0.0.1, in a temporary
//! directory of its own, and returns when it answers. It is gone when the value is dropped, and also when this process
//! ends without dropping anything, `kill -9` included.
//!
//! It is the real program, so a test can cause what happens to real servers: [`kill`](Server::kill),
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
//! | | what it is | what a test can do |
//! |---|---|---|
//! | [`Server`] | one server; a password, [users of its ACL](Builder::user), TLS beside plaintext or alone, any option of its configuration | kill, restart, freeze |
//! | [`Sentinel`] | a primary, its replicas, and the sentinels that watch them | failover by command, by kill, by freezing; a sentinel with a wrong address |
//! | [`Cluster`] | shards with or without replicas, full of slots | failover, resharding, [a slot held in migration](Cluster::begin_migration) |
//!
//! Each member of a set or of a cluster is a [`Server`]. `url()` of each is what a definition takes. [`ServerTls`] makes them speak
//! TLS, with certificates of your own or, with the feature `dev-tls`, from `Certificates`: good ones, expired ones, ones of
//! another host.
//!
//! A restarted server keeps its configuration file, with everything that was written into it (by `CONFIG REWRITE`, by
//! sentinels and by cluster nodes).
//!
//! The environment variable `REDIS_CONFIG_SERVER` names another program, by path or by name.
//! Unix only. All methods block, for milliseconds as a rule; they can be called from async tests.

// Start reading at `server`. What it is made of:
//
// * `options` and `tls` are plain data; `ports` reserves the ports
// * `config` writes the configuration file; `launch` starts the program and waits until it answers
// * `process` is the program, which cannot outlive this process; `program` finds it, or how to install it
// * `control` is the connection of `Server::call`; `wait` waits for several servers; `log` is the end of a log
// * `cluster` and `sentinel` are built from servers
//
// Imports go `cluster, sentinel → launch, server → config → options → control, tls`, and to `crate::sync`. Nothing else of
// this crate is used, so that tests can break it.

pub(crate) mod cluster;
pub(crate) mod config;
pub(crate) mod control;
pub(crate) mod error;
pub(crate) mod launch;
pub(crate) mod log;
pub(crate) mod options;
pub(crate) mod ports;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod sentinel;
pub(crate) mod server;
pub(crate) mod tls;
pub(crate) mod wait;

pub use crate::dev::cluster::builder::ClusterBuilder;
pub use crate::dev::cluster::cluster::Cluster;
pub use crate::dev::cluster::migration::Migration;
pub use crate::dev::sentinel::builder::SentinelBuilder;
pub use crate::dev::sentinel::sentinel::Sentinel;
pub use error::DevError;
pub use options::Builder;
pub use server::Server;
#[cfg(feature = "dev-tls")]
pub use tls::certificates::Certificates;
pub use tls::tls::ServerTls;
