//! Resolves a draft that passed the check.

use super::address::Address;
use super::input::{Found, SettingsDraft};
use super::options::Options;
use super::resolved::{ResolvedSecrets, ResolvedSettings};
use crate::url::{self, RedisUrl};
use crate::{Endpoint, Setting, text};

impl SettingsDraft<'_> {
    /// Reads every setting. The values were checked, so an error means that the table lacks a default.
    pub(super) fn resolve(&self, address: Option<&Address>) -> Result<ResolvedSettings, Found> {
        let url = address.and_then(|address| address.url.as_ref());
        let text = |setting, in_url: fn(&RedisUrl) -> &Option<String>| {
            let in_url = url.and_then(|url| in_url(url).clone());
            in_url.or_else(|| self.owned(setting))
        };
        Ok(ResolvedSettings {
            topology: self.decided(address),
            endpoints: match address {
                Some(address) => address.endpoints.clone(),
                None => self.own_endpoint()?.into_iter().collect(),
            },
            master: text(Setting::Master, |url| &url.master),
            database: match url.and_then(|url| url.database) {
                Some(database) => database,
                None => self.read(Setting::Database, text::parse_integer)?,
            },
            options: Options::read(self, url)?,
            secrets: ResolvedSecrets {
                username: text(Setting::Username, |url| &url.username),
                password: text(Setting::Password, |url| &url.password),
                sentinel_username: text(Setting::SentinelUsername, |url| &url.sentinel_username),
                sentinel_password: text(Setting::SentinelPassword, |url| &url.sentinel_password),
                tls: self.resolve_tls(address),
                sentinel_tls: self.resolve_sentinel_tls(address),
            },
        })
    }

    /// The endpoint of a definition without a URL and without nodes.
    fn own_endpoint(&self) -> Result<Option<Endpoint>, Found> {
        if let Some(path) = self.owned(Setting::Socket) {
            return Ok(Some(Endpoint::Unix { path }));
        }
        let Some(host) = self.read_optional(Setting::Host, url::host)? else {
            return Ok(None);
        };
        let port = self.read(Setting::Port, text::parse_integer)?;
        Ok(Some(Endpoint::Tcp { host, port }))
    }
}
