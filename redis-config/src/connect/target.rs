//! Where a connection goes to, and what it is called in messages.

use std::sync::Arc;

use redis_config_rules::{Setting, Topology};

use super::server::ServerKind;
use super::tls;
use crate::config::definition::RedisConfig;
use crate::config::meta::Role;
use crate::credentials::credential_state::Login;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::settings::Settings;

/// What a socket is for; it shows in the server's `CLIENT LIST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Carries the commands of many callers.
    Shared,
    /// Belongs to one caller at a time.
    Dedicated,
    /// Asks a sentinel, or hears from it.
    Sentinel,
    /// Hears messages.
    Subscriber,
}

impl Purpose {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Dedicated => "dedicated",
            Self::Sentinel => "sentinel",
            Self::Subscriber => "subscriber",
        }
    }
}

/// The settings of an instance, and where each of them can be changed.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) settings: Settings,
    /// The topology, as far as the definition and its address say.
    pub(crate) topology: Topology,
    /// Shared by all copies: what TLS keeps from one socket to the next.
    pub(crate) tls: Arc<tls::cache::ConfigCache>,
    variable: fn(Setting) -> Option<&'static str>,
}

impl Target {
    pub(crate) fn new<C: RedisConfig>(settings: Settings) -> Self {
        Self {
            topology: settings.topology(),
            settings,
            tls: Arc::default(),
            variable: variable_of::<C>,
        }
    }

    /// Who signs in at a server.
    pub(crate) fn login(&self, party: ServerKind) -> &Login {
        match party {
            ServerKind::Data => self.settings.login(),
            ServerKind::Sentinel => self.settings.sentinel_login(),
        }
    }

    /// Names a setting together with the place where its value comes from.
    pub(crate) fn naming(&self, setting: Setting) -> String {
        match (self.variable)(setting) {
            Some(variable) => format!("`{}` (variable `{variable}`)", setting.key()),
            None => format!("`{}`", setting.key()),
        }
    }

    /// An error about this instance.
    pub(crate) fn error(
        &self,
        kind: ConnectErrorKind,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ConnectError {
        ConnectError::new(kind, &self.settings, message, help)
    }

    /// The name that the server shows for one of our sockets.
    pub(crate) fn client_name(&self, purpose: Purpose) -> String {
        let application = self.settings.client_name().unwrap_or("redis-config");
        format!(
            "{application}:{}:{}",
            self.settings.name(),
            purpose.as_str()
        )
    }
}

fn variable_of<C: RedisConfig>(setting: Setting) -> Option<&'static str> {
    C::FIELDS
        .iter()
        .find(|field| field.role == Role::Setting(setting))
        .map(|field| field.variable)
}
