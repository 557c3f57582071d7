//! The options of an instance, each with the way it is read from a draft.

use std::fmt;
use std::time::Duration;

use super::input::{Found, SettingsDraft};
use crate::allowed_hosts::{self, AllowedHost};
use crate::url::RedisUrl;
use crate::{Endpoint, Protocol, ReadFrom, Setting, duration, nodes, text};

/// Declares [`Options`]. A macro, so that a new option is one entry here instead of a field, a parser and a line of
/// `Debug` in different places.
macro_rules! options {
    ($($(#[$doc:meta])* $option:ident: $type:ty = $read:expr;)+) => {
        /// The settings of an instance except its address, credentials and TLS, with defaults filled in.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Options {
            $($(#[$doc])* pub $option: $type,)+
        }

        impl Options {
            pub(super) fn read(draft: &SettingsDraft<'_>, url: Option<&RedisUrl>) -> Result<Self, Found> {
                $(
                    let read: fn(&SettingsDraft<'_>, Option<&RedisUrl>) -> Result<$type, Found> = $read;
                    let $option = read(draft, url)?;
                )+
                Ok(Self { $($option),+ })
            }

            /// Adds all options to the `Debug` output of another type.
            pub fn debug_fields(&self, f: &mut fmt::DebugStruct<'_, '_>) {
                $(f.field(stringify!($option), &self.$option);)+
            }
        }
    };
}

options! {
    /// Deadline of one connection attempt.
    connect_timeout: Duration = |draft, _| draft.read(Setting::ConnectTimeout, duration::parse);
    /// Longest time to wait for a reply.
    response_timeout: Duration = |draft, _| draft.read(Setting::ResponseTimeout, duration::parse);
    /// Scale of the first delays between connection attempts.
    reconnect_min_delay: Duration = |draft, _| draft.read(Setting::ReconnectMinDelay, duration::parse);
    /// Longest delay between connection attempts.
    reconnect_max_delay: Duration = |draft, _| draft.read(Setting::ReconnectMaxDelay, duration::parse);
    /// Time without traffic after which a connection is probed.
    keepalive: Duration = |draft, _| draft.read(Setting::Keepalive, duration::parse);
    /// Age at which a connection is replaced.
    max_connection_age: Option<Duration> =
        |draft, _| draft.read_optional(Setting::MaxConnectionAge, duration::parse);
    /// Time that a replaced connection gets to finish its commands.
    drain_timeout: Duration = |draft, _| draft.read(Setting::DrainTimeout, duration::parse);
    /// Number of shared sockets.
    connections: u16 = |draft, _| draft.read(Setting::Connections, text::parse_integer);
    /// Largest number of dedicated sockets.
    dedicated_connections: u16 =
        |draft, _| draft.read(Setting::DedicatedConnections, text::parse_integer);
    /// Version of the wire protocol.
    protocol: Protocol = |draft, url| match url.and_then(|url| url.protocol) {
        Some(protocol) => Ok(protocol),
        None => draft.read_word(Setting::Protocol, Protocol::from_key),
    };
    /// Name of the connections in `CLIENT LIST`.
    client_name: Option<String> = |draft, _| Ok(draft.owned(Setting::ClientName));
    /// Prefix of the keys that this library creates.
    key_prefix: Option<String> = |draft, _| Ok(draft.owned(Setting::KeyPrefix));
    /// Server that read-only commands go to.
    read_from: ReadFrom = |draft, _| draft.read_word(Setting::ReadFrom, ReadFrom::from_key);
    /// Addresses to connect to (second) instead of reported ones (first).
    address_map: Vec<(Endpoint, Endpoint)> = |draft, _| {
        let map = draft.read_optional(Setting::AddressMap, nodes::address_map);
        map.map(Option::unwrap_or_default)
    };
    /// Hosts that connections may go to in addition to configured ones. Empty: every host.
    allowed_hosts: Vec<AllowedHost> = |draft, _| {
        let hosts = draft.read_optional(Setting::AllowedHosts, allowed_hosts::parse);
        hosts.map(Option::unwrap_or_default)
    };
    /// Whether the instance is disabled.
    disabled: bool = |draft, _| draft.read(Setting::Disabled, |text| Ok(text::parse_flag(text)?));
}
