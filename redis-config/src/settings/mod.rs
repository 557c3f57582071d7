//! The normal form that every definition resolves to.

use std::time::Duration;

pub use redis_config_rules::draft::{Endpoint, Protocol};

use crate::value::Secret;

/// One instance, every setting decided and checked. `Debug` never shows a secret. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Settings {
    _private: (),
}

impl Settings {
    /// Name of the instance.
    pub fn name(&self) -> &str {
        todo!()
    }
    /// Where the server listens.
    pub fn endpoint(&self) -> &Endpoint {
        todo!()
    }
    /// The address without any secret, as it stands in messages: `redis://***@127.0.0.1:6379/1`.
    pub fn address(&self) -> &str {
        todo!()
    }
    /// User name.
    pub fn username(&self) -> Option<&str> {
        todo!()
    }
    /// Password.
    pub fn password(&self) -> Option<&Secret> {
        todo!()
    }
    /// Database number.
    pub fn database(&self) -> u32 {
        todo!()
    }
    /// Deadline of one connection attempt.
    pub fn connect_timeout(&self) -> Duration {
        todo!()
    }
    /// How long an answer may take.
    pub fn response_timeout(&self) -> Duration {
        todo!()
    }
    /// First pause between connection attempts.
    pub fn reconnect_min_delay(&self) -> Duration {
        todo!()
    }
    /// Longest pause between connection attempts.
    pub fn reconnect_max_delay(&self) -> Duration {
        todo!()
    }
    /// A silent socket is probed after this.
    pub fn keepalive(&self) -> Duration {
        todo!()
    }
    /// A socket older than this is replaced.
    pub fn max_connection_age(&self) -> Option<Duration> {
        todo!()
    }
    /// How long old sockets may finish their work.
    pub fn drain_timeout(&self) -> Duration {
        todo!()
    }
    /// Number of shared sockets.
    pub fn connections(&self) -> u16 {
        todo!()
    }
    /// Upper bound of dedicated sockets.
    pub fn dedicated_connections(&self) -> u16 {
        todo!()
    }
    /// Version of the wire protocol.
    pub fn protocol(&self) -> Protocol {
        todo!()
    }
    /// Name that the server shows for our sockets.
    pub fn client_name(&self) -> Option<&str> {
        todo!()
    }
    /// Prefix of the keys that this library makes.
    pub fn key_prefix(&self) -> Option<&str> {
        todo!()
    }
}
