//! A warning about members that share their keys.
//!
//! It is no error, because one Redis for several instances is common in development. In production it is usually a mistake.

use redis_config_rules::{Endpoint, is_loopback};

use crate::settings::settings::Settings;

/// Logs a warning for every two members that use the same keys of the same server.
pub(crate) fn warn(group: &str, members: &[(&str, &Settings)]) {
    for (index, (later, settings)) in members.iter().enumerate() {
        let earlier = members.iter().take(index);
        for (first, _) in earlier.filter(|(_, one)| is_shared(one, settings)) {
            tracing::warn!(
                group,
                first,
                later,
                address = settings.address(),
                "two members of a group use the same database of the same server: each sees and can overwrite the keys of \
                 the other; give one of them another `database`, or a server of its own"
            );
        }
    }
}

/// Sentinels and nodes of a cluster are the same if one of them is: lists of seeds need not be complete.
fn is_shared(one: &Settings, other: &Settings) -> bool {
    let mut endpoints = one.endpoints().iter();
    endpoints.any(|endpoint| {
        other
            .endpoints()
            .iter()
            .any(|there| is_same(endpoint, there))
    }) && one.master() == other.master()
        && one.database() == other.database()
        && one.key_prefix() == other.key_prefix()
}

fn is_same(one: &Endpoint, other: &Endpoint) -> bool {
    match (one, other) {
        (
            Endpoint::Tcp { host, port },
            Endpoint::Tcp {
                host: there,
                port: on,
            },
        ) => {
            let alike = name(host).eq_ignore_ascii_case(name(there));
            port == on && (alike || is_loopback(host) && is_loopback(there))
        }
        (one, other) => one == other,
    }
}

fn name(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}
