//! Whether two lead to the same place.

use super::settings::{Inner, Settings};
use crate::credentials::credential_state::Login;

impl Settings {
    /// Whether connecting by these is the same as by the others, but for credentials that both have followed where they lie.
    pub(crate) fn lead_where(&self, other: &Self) -> bool {
        // Taken apart, so that a new setting cannot be forgotten.
        let Inner {
            name: _,
            topology,
            endpoints,
            endpoint: _,
            master,
            address_map,
            allowed_hosts,
            address: _,
            username,
            password,
            login,
            sentinel_login,
            sentinel_username,
            sentinel_password,
            database,
            tls,
            sentinel_tls,
            connect_timeout,
            response_timeout,
            reconnect_min_delay,
            reconnect_max_delay,
            keepalive,
            max_connection_age,
            drain_timeout,
            connections,
            dedicated_connections,
            protocol,
            client_name,
            key_prefix,
            read_from,
            disabled,
        } = &*self.0;
        let other = &*other.0;
        let follow =
            |one: &Login, two: &Login| one.provider().is_some() && two.provider().is_some();
        let place = topology == &other.topology
            && endpoints == &other.endpoints
            && master == &other.master
            && address_map == &other.address_map
            && allowed_hosts == &other.allowed_hosts
            && database == &other.database
            && tls == &other.tls
            && sentinel_tls == &other.sentinel_tls
            && disabled == &other.disabled;
        let timing = connect_timeout == &other.connect_timeout
            && response_timeout == &other.response_timeout
            && reconnect_min_delay == &other.reconnect_min_delay
            && reconnect_max_delay == &other.reconnect_max_delay
            && keepalive == &other.keepalive
            && max_connection_age == &other.max_connection_age
            && drain_timeout == &other.drain_timeout;
        let shape = connections == &other.connections
            && dedicated_connections == &other.dedicated_connections
            && protocol == &other.protocol
            && client_name == &other.client_name
            && key_prefix == &other.key_prefix
            && read_from == &other.read_from;
        let data = follow(login, &other.login)
            || (username == &other.username && password == &other.password);
        let sentinels = follow(sentinel_login, &other.sentinel_login)
            || (sentinel_username == &other.sentinel_username
                && sentinel_password == &other.sentinel_password);
        place && timing && shape && data && sentinels
    }
}
