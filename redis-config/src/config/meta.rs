//! What is known of one field at compile time.

use redis_config_rules::Setting;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A setting of the instance.
    Setting(Setting),
    /// A value of the application's own.
    Extra,
}

/// One field of a definition.
#[derive(Clone, Copy, Debug)]
pub struct FieldMeta {
    /// Name of the field, raw prefix removed.
    pub name: &'static str,
    /// What it holds.
    pub role: Role,
    /// The environment variable that is read for it; `<that>_FILE` is read too.
    pub variable: &'static str,
    /// Its default, as text.
    pub default: Option<&'static str>,
    /// Smallest legal value, as text.
    pub min: Option<&'static str>,
    /// Largest legal value, as text.
    pub max: Option<&'static str>,
    /// The only legal values, if any are named.
    pub one_of: &'static [&'static str],
    /// Whether the type holds a secret.
    pub secret: bool,
    /// Whether the field can stay unset.
    pub optional: bool,
    /// First paragraph of its documentation.
    pub doc: &'static str,
}

impl FieldMeta {
    /// The setting that the field holds, if it is not the application's own.
    pub(crate) fn setting(&self) -> Option<Setting> {
        match self.role {
            Role::Setting(setting) => Some(setting),
            Role::Extra => None,
        }
    }
}
