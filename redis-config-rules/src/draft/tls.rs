//! The rules about TLS.

use super::address::Address;
use super::check::Check;
use super::input::SettingsDraft;
use super::resolved::Tls;
use crate::constant::fault;
use crate::url::RedisUrl;
use crate::{Endpoint, Group, Setting, Topology};

impl SettingsDraft<'_> {
    /// The first setting that is known to enable TLS.
    pub fn asks_for_tls(&self) -> Option<Setting> {
        let address = self.address();
        let by_scheme = |setting: Setting| {
            let address = address
                .as_ref()
                .filter(|address| address.setting == setting);
            address.and_then(Address::tls) == Some(true)
        };
        self.entries.iter().map(|(one, _)| *one).find(|one| {
            by_scheme(*one)
                || matches!(one, Setting::Tls | Setting::SentinelTls)
                    && self.flag(*one) == Some(true)
        })
    }

    /// Whether certificate verification is known to be disabled.
    pub fn asks_for_insecure_tls(&self) -> bool {
        self.flag(Setting::DangerTlsInsecure) == Some(true)
    }

    /// Whether connections to the servers use TLS; `None` if that is only known at run time.
    fn tls(&self, address: Option<&Address>) -> Option<bool> {
        if let Some(scheme) = address.and_then(Address::tls) {
            return Some(scheme);
        }
        let later = |setting| self.has(setting) && self.text(setting).is_none();
        if later(Setting::Url) || later(Setting::Nodes) {
            // The scheme may enable TLS.
            return self.flag(Setting::Tls).filter(|tls| *tls);
        }
        self.flag(Setting::Tls)
    }

    fn sentinel_tls(&self, address: Option<&Address>) -> Option<bool> {
        if self.has(Setting::SentinelTls) {
            self.flag(Setting::SentinelTls)
        } else {
            self.tls(address)
        }
    }

    /// TLS of the connections to the servers.
    pub(super) fn resolve_tls(&self, address: Option<&Address>) -> Option<Tls> {
        (self.tls(address) == Some(true)).then(|| self.tls_of_servers())
    }

    /// TLS of the connections to the sentinels. Unset values are those of the servers.
    pub(super) fn resolve_sentinel_tls(&self, address: Option<&Address>) -> Option<Tls> {
        let sentinels = matches!(self.decided(address), Topology::Sentinel | Topology::Auto);
        if !sentinels || self.sentinel_tls(address) != Some(true) {
            return None;
        }
        let servers = self.tls_of_servers();
        let pair = self
            .owned(Setting::SentinelTlsCert)
            .zip(self.owned(Setting::SentinelTlsKey));
        let (certificate, key) = match pair {
            Some((certificate, key)) => (Some(certificate), Some(key)),
            None => (servers.certificate, servers.key),
        };
        Some(Tls {
            ca: self.owned(Setting::SentinelTlsCa).or(servers.ca),
            certificate,
            key,
            server_name: self
                .owned(Setting::SentinelTlsServerName)
                .or(servers.server_name),
            insecure: servers.insecure,
        })
    }

    fn tls_of_servers(&self) -> Tls {
        Tls {
            ca: self.owned(Setting::TlsCa),
            certificate: self.owned(Setting::TlsCert),
            key: self.owned(Setting::TlsKey),
            server_name: self.owned(Setting::TlsServerName),
            insecure: self.asks_for_insecure_tls(),
        }
    }
}

impl Address {
    /// Whether the scheme enables TLS.
    fn tls(&self) -> Option<bool> {
        self.url.as_ref().map(|url| url.tls)
    }
}

impl Check<'_> {
    /// `tls_ca` and `redis://`: TLS settings of a connection without TLS.
    pub(super) fn tls(&mut self) {
        self.scheme_and_flag();
        let draft = self.draft;
        let (servers, sentinels) = {
            let address = self.address.as_ref();
            (draft.tls(address), draft.sentinel_tls(address))
        };
        for setting in draft.settings() {
            let info = setting.info();
            if info.group != Group::Tls {
                continue;
            }
            let on = match setting {
                Setting::Tls | Setting::SentinelTls => continue,
                Setting::DangerTlsInsecure if servers == Some(false) => sentinels,
                _ if info.topologies.contains(&Topology::Standalone) => servers,
                _ => sentinels,
            };
            if on == Some(false) && !draft.is_off(setting) && !self.blamed(setting) {
                self.without_tls(setting);
            }
        }
    }

    /// `tls = true` and `redis://`.
    fn scheme_and_flag(&mut self) {
        let Some(address) = &self.address else { return };
        let (Some(url), Some(text)) = (&address.url, self.draft.text(Setting::Tls)) else {
            return;
        };
        let Some(own) = self.draft.flag(Setting::Tls) else {
            return;
        };
        if own == url.tls || self.blamed(Setting::Tls) {
            return;
        }
        let scheme = url.scheme;
        let effect = if url.tls { "encrypts" } else { "is plaintext" };
        let other = scheme_with(url, own);
        let help = match other.is_some() {
            true => "write `{2}://` in place of `{1}://`, or remove `tls`",
            false => "remove `tls`: a socket of the file system is never encrypted",
        };
        let fault = fault!(DISAGREEMENT, "`tls` is `{0}`, but the scheme `{1}://` {3}" => help;
            text, scheme, &other.unwrap_or_default(), effect);
        let (later, earlier) = self.later_first(address.setting, Setting::Tls);
        self.report(later, Some(earlier), fault);
    }

    /// Reports a TLS setting of a connection without TLS.
    fn without_tls(&mut self, setting: Setting) {
        let (key, mut scheme, mut other) = (setting.key(), "", None);
        let (message, help, with) = match (self.url(), &self.address) {
            (Some(url), Some(address)) => {
                (scheme, other) = (url.scheme, scheme_with(url, true));
                let help = match other.is_some() {
                    true => "write `{2}://` in place of `{1}://`, or remove `{0}`",
                    false => "remove `{0}`: a socket of the file system is never encrypted",
                };
                let message = "`{0}` is set, but the scheme `{1}://` is plaintext";
                (message, help, address.setting)
            }
            _ if self.draft.has(Setting::Socket) => (
                "`{0}` is set, but a socket of the file system is never encrypted",
                "remove `{0}`",
                Setting::Socket,
            ),
            _ => {
                let of_sentinels = !setting.info().topologies.contains(&Topology::Standalone);
                let flag = match of_sentinels {
                    true => Setting::SentinelTls,
                    false => Setting::Tls,
                };
                let fault = fault!(TLS_OFF, "`{0}` is set, but the link is plaintext: `{1}` is not `true`"
                    => "set `{1}` to `true`, or remove `{0}`"; key, flag.key());
                return match self.draft.has(flag) {
                    true => self.report(setting, Some(flag), fault),
                    false => self.report_lack(setting, flag, fault),
                };
            }
        };
        let other = other.unwrap_or_default();
        let fault = fault!(TLS_OFF, message => help; key, scheme, &other);
        self.report(setting, Some(with), fault);
    }
}

/// The scheme of the same topology with or without TLS.
fn scheme_with(url: &RedisUrl, tls: bool) -> Option<String> {
    if matches!(url.endpoints.first(), Some(Endpoint::Unix { .. })) {
        return None;
    }
    let name = if url.scheme.starts_with("valkey") {
        "valkey"
    } else {
        "redis"
    };
    let s = if tls { "s" } else { "" };
    let topology = match url.topology {
        Topology::Sentinel => "+sentinel",
        Topology::Cluster => "+cluster",
        Topology::Standalone | Topology::Auto => "",
    };
    Some(format!("{name}{s}{topology}"))
}
