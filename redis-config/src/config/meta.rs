//! The description of a field, known at compile time.

use redis_config_rules::Setting;

/// The role of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A setting of the instance.
    Setting(Setting),
    /// A value of the application.
    Extra,
}

/// One field of a definition.
#[derive(Clone, Copy, Debug)]
pub struct FieldMeta {
    /// Name of the field, raw prefix removed.
    pub name: &'static str,
    /// Its role.
    pub role: Role,
    /// Its environment variable. The same name with `_FILE` is read too.
    pub variable: &'static str,
    /// Its default, as text.
    pub default: Option<&'static str>,
    /// Smallest legal value, as text.
    pub min: Option<&'static str>,
    /// Largest legal value, as text.
    pub max: Option<&'static str>,
    /// The legal values; empty if they are not listed.
    pub one_of: &'static [&'static str],
    /// Whether its type is a secret.
    pub secret: bool,
    /// Whether it can be unset.
    pub optional: bool,
    /// First paragraph of its documentation.
    pub doc: &'static str,
}

impl FieldMeta {
    /// A value of `setting` that belongs to no definition.
    pub(crate) const fn unbound(setting: Setting, variable: &'static str) -> Self {
        Self {
            name: setting.key(),
            role: Role::Setting(setting),
            variable,
            default: None,
            min: None,
            max: None,
            one_of: &[],
            secret: setting.info().secret,
            optional: false,
            doc: "",
        }
    }

    /// The setting that the field holds; `None` for a value of the application.
    pub(crate) fn setting(&self) -> Option<Setting> {
        match self.role {
            Role::Setting(setting) => Some(setting),
            Role::Extra => None,
        }
    }
}
