//! The normal form of a draft that is legal.

use std::time::Duration;

use super::address::Address;
use super::{Found, ResolvedSettings, SettingsDraft};
use crate::url::{self, RedisUrl};
use crate::{
    Code, Endpoint, Problem, Protocol, ReadFrom, Setting, allowed_hosts, duration, nodes, text,
};

impl SettingsDraft<'_> {
    /// Decides every setting. All values have been checked, so nothing here should fail; if it does, it says so
    /// rather than go on with a value that nobody wrote.
    pub(super) fn resolve(&self, address: Option<&Address>) -> Result<ResolvedSettings, Found> {
        let endpoints = match address {
            Some(address) => address.endpoints.clone(),
            None => self.own_endpoint()?.into_iter().collect(),
        };
        let url = address.and_then(|address| address.url.as_ref());
        let from_url = |part: fn(&RedisUrl) -> Option<String>| url.and_then(part);
        let protocol = match url.and_then(|url| url.protocol) {
            Some(protocol) => protocol,
            None => self.read(Setting::Protocol, |text| {
                Protocol::from_key(text).ok_or_else(|| unexpected("a protocol"))
            })?,
        };
        let database = match url.and_then(|url| url.database) {
            Some(database) => database,
            None => self.read(Setting::Database, text::parse_integer)?,
        };
        Ok(ResolvedSettings {
            topology: self.decided(address),
            endpoints,
            master: from_url(|url| url.master.clone()).or(self.owned(Setting::Master)),
            address_map: match self.text(Setting::AddressMap) {
                Some(_) => self.read(Setting::AddressMap, nodes::address_map)?,
                None => Vec::new(),
            },
            allowed_hosts: match self.text(Setting::AllowedHosts) {
                Some(_) => self.read(Setting::AllowedHosts, allowed_hosts::parse)?,
                None => Vec::new(),
            },
            username: from_url(|url| url.username.clone()).or(self.owned(Setting::Username)),
            password: from_url(|url| url.password.clone()).or(self.owned(Setting::Password)),
            sentinel_username: from_url(|url| url.sentinel_username.clone())
                .or(self.owned(Setting::SentinelUsername)),
            sentinel_password: from_url(|url| url.sentinel_password.clone())
                .or(self.owned(Setting::SentinelPassword)),
            database,
            tls: self.resolve_tls(address),
            sentinel_tls: self.resolve_sentinel_tls(address),
            connect_timeout: self.duration(Setting::ConnectTimeout)?,
            response_timeout: self.duration(Setting::ResponseTimeout)?,
            reconnect_min_delay: self.duration(Setting::ReconnectMinDelay)?,
            reconnect_max_delay: self.duration(Setting::ReconnectMaxDelay)?,
            keepalive: self.duration(Setting::Keepalive)?,
            max_connection_age: match self.text(Setting::MaxConnectionAge) {
                Some(_) => Some(self.duration(Setting::MaxConnectionAge)?),
                None => None,
            },
            drain_timeout: self.duration(Setting::DrainTimeout)?,
            connections: self.read(Setting::Connections, text::parse_integer)?,
            dedicated_connections: self.read(Setting::DedicatedConnections, text::parse_integer)?,
            protocol,
            client_name: self.owned(Setting::ClientName),
            key_prefix: self.owned(Setting::KeyPrefix),
            read_from: self.read(Setting::ReadFrom, |text| {
                ReadFrom::from_key(text).ok_or_else(|| unexpected("the server to read from"))
            })?,
            disabled: self.read(Setting::Disabled, text::parse_flag)?,
        })
    }

    /// The endpoint of a definition without a URL and without nodes.
    fn own_endpoint(&self) -> Result<Option<Endpoint>, Found> {
        if let Some(path) = self.owned(Setting::Socket) {
            return Ok(Some(Endpoint::Unix { path }));
        }
        if self.text(Setting::Host).is_none() {
            return Ok(None);
        }
        let host = self.read(Setting::Host, url::host)?;
        let port = self.read(Setting::Port, text::parse_integer)?;
        Ok(Some(Endpoint::Tcp { host, port }))
    }

    fn owned(&self, setting: Setting) -> Option<String> {
        self.text(setting).map(str::to_owned)
    }

    fn duration(&self, setting: Setting) -> Result<Duration, Found> {
        self.read(setting, duration::parse)
    }

    /// Reads the value of a setting, or else its default.
    fn read<T>(
        &self,
        setting: Setting,
        read: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<T, Found> {
        self.text(setting)
            .or(setting.info().default)
            .ok_or_else(|| unexpected("a value"))
            .and_then(read)
            .map_err(|problem| Found {
                setting,
                with: None,
                lacks: None,
                problem,
            })
    }
}

fn unexpected(what: &str) -> Problem {
    Problem::new(
        Code::MISSING,
        format!("{what} is missing"),
        "set it by hand, and report this: a default is missing in the table of settings",
    )
}
