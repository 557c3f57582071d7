//! The settings of an instance, as everything that connects to it needs them.

use std::any::Any;
use std::sync::Arc;

use redis_config_rules::{Setting, Topology};

use super::server::{ServerKind, translate};
use super::tls;
use crate::check::origin::Origin;
use crate::config::definition::RedisConfig;
use crate::config::meta::Role;
use crate::credentials::credential_state::CredentialState;
use crate::error::{ConnectError, ConnectErrorKind};
use crate::settings::Endpoint;
use crate::settings::settings::Settings;

/// What a socket is for. It is part of the name in `CLIENT LIST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Carries the commands of many callers.
    Shared,
    /// Used by one caller at a time.
    Dedicated,
    /// Connects to a sentinel.
    Sentinel,
    /// Receives Pub/Sub messages.
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

/// The settings of an instance, and the variable that each can be set with.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) settings: Settings,
    /// The declared topology; `Auto` if the server decides.
    pub(crate) topology: Topology,
    /// TLS configurations, shared by all clones.
    pub(crate) tls: Arc<tls::cache::ConfigCache>,
    variable: fn(Setting) -> Option<&'static str>,
    definition: Arc<dyn Any + Send + Sync>,
}

impl Target {
    /// The target of a definition and its settings.
    pub(crate) fn new<C: RedisConfig>(definition: &C, settings: Settings) -> Self {
        Self {
            topology: settings.topology(),
            settings,
            tls: Arc::default(),
            variable: variable_of::<C>,
            definition: Arc::new(definition.clone()),
        }
    }

    /// The definition; `None` if it has another type.
    pub(crate) fn definition<C: RedisConfig>(&self) -> Option<Arc<C>> {
        Arc::clone(&self.definition).downcast().ok()
    }

    /// The credentials for a kind of server.
    pub(crate) fn credential_state(&self, kind: ServerKind) -> &CredentialState {
        match kind {
            ServerKind::Data => self.settings.credential_state(),
            ServerKind::Sentinel => self.settings.sentinel_credential_state(),
        }
    }

    /// The name of a setting, with the source of its value, or else its variable. A value that is a part of the URL is
    /// named as such.
    pub(crate) fn naming(&self, setting: Setting) -> String {
        if let Some(whole) = self.in_address(setting) {
            let part = setting.key().replace('_', " ");
            return format!("the {part} in {}", self.naming(whole));
        }
        let key = setting.key();
        match (self.settings.origin(setting), (self.variable)(setting)) {
            (Some(Origin::Variable(name)), _) => format!("`{key}` (variable `{name}`)"),
            (
                Some(
                    origin @ (Origin::File { .. }
                    | Origin::ConfigFile { .. }
                    | Origin::Json { .. }
                    | Origin::Binding { .. }),
                ),
                _,
            ) => format!("`{key}` (`{origin}`)"),
            (Some(Origin::Fixed), _) => format!("`{key}` (the attribute of the struct)"),
            (_, Some(variable)) => format!("`{key}` (variable `{variable}`)"),
            (_, None) => format!("`{key}`"),
        }
    }

    /// The user name and the password, as one text.
    pub(crate) fn naming_login(&self, username: Setting, password: Setting) -> String {
        match self.in_address(password) {
            Some(whole) => format!("the user name and the password in {}", self.naming(whole)),
            None => format!("{} or {}", self.naming(password), self.naming(username)),
        }
    }

    /// Where to add a password to a definition that has none.
    pub(crate) fn naming_missing_password(&self, password: Setting) -> String {
        let settings = &self.settings;
        if (self.variable)(password).is_some() {
            return format!("set {}", self.naming(password));
        }
        let address = settings.address();
        match address.split_once("://") {
            Some((scheme, rest))
                if password == Setting::Password && settings.gives(Setting::Url) =>
            {
                let url = match rest.split_once("?db=") {
                    Some((path, db)) if scheme == "unix" => {
                        format!("unix://{path}?db={db}&pass=PASSWORD")
                    }
                    _ => format!("{scheme}://:PASSWORD@{rest}"),
                };
                format!(
                    "write the password in {}: `{url}`",
                    self.naming(Setting::Url)
                )
            }
            _ => format!(
                "add a field `{0}: Option<Secret>` to the definition, and set its variable",
                password.key()
            ),
        }
    }

    /// The setting with the address, if a value is a part of that.
    fn in_address(&self, setting: Setting) -> Option<Setting> {
        let settings = &self.settings;
        let given = match setting {
            Setting::Username => settings.username().is_some(),
            Setting::Password => settings.password().is_some(),
            Setting::SentinelUsername => settings.sentinel_username().is_some(),
            Setting::SentinelPassword => settings.sentinel_password().is_some(),
            Setting::Master => settings.master().is_some(),
            Setting::Database => settings.database() != 0,
            _ => false,
        };
        let mut wholes = [Setting::Url, Setting::Nodes].into_iter();
        wholes.find(|whole| given && !settings.gives(setting) && settings.gives(*whole))
    }

    /// The address at which this process reaches an announced server.
    pub(crate) fn translate(&self, announced: Endpoint) -> Endpoint {
        translate(announced, self.settings.address_map())
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

    /// The name of a socket in `CLIENT LIST`.
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
