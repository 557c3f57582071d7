//! The definition as data.

use redis_config_rules::Setting;

use crate::check::Invalid;
use crate::settings::Settings;
use crate::value::Value;

/// One Redis instance as a type. Derived: `#[derive(RedisConfig)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not define a Redis instance",
    label = "not a Redis definition",
    note = "add `#[derive(redis_config::RedisConfig)]` to `{Self}`"
)]
pub trait RedisConfig: Clone + Send + Sync + 'static {
    /// Name of the instance: `jobs`.
    const NAME: &'static str;
    /// Prefix of its environment variables: `JOBS_REDIS`.
    const ENV: &'static str;
    /// Its fields, in the order of the struct; those marked `skip` are left out.
    const FIELDS: &'static [FieldMeta];
    /// What the struct's attribute fixes for good, as text.
    const FIXED: &'static [(Setting, &'static str)];
    /// The declared topology.
    type Topology: crate::topology::Topology;

    /// Hands the value of every field in [`FIELDS`](Self::FIELDS) to `to`.
    fn fields(&self, to: &mut FieldValues<'_>);

    /// Builds the struct from loaded values; `None` if one is missing or wrong, which `from` has noted.
    fn build(from: &mut FieldSource<'_>) -> Option<Self>;

    /// The normal form, checked whole.
    ///
    /// # Errors
    ///
    /// Every violation, never only the first.
    fn settings(&self) -> Result<Settings, Invalid> {
        crate::check::settings_of(self)
    }
}

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

/// Takes the values of a struct's fields as text.
#[derive(Debug)]
pub struct FieldValues<'a> {
    // completed by the library
    _marker: std::marker::PhantomData<&'a ()>,
}

impl FieldValues<'_> {
    /// Takes the value of one field.
    pub fn field<T: Value>(&mut self, _meta: &'static FieldMeta, _value: &T) {
        todo!()
    }

    /// Takes the value of one field and asks its validator.
    pub fn field_validated<T: Value, E: std::fmt::Display>(
        &mut self,
        _meta: &'static FieldMeta,
        _value: &T,
        _validate: impl FnOnce(&T) -> Result<(), E>,
    ) {
        todo!()
    }
}

/// Gives the values of a struct's fields.
#[derive(Debug)]
pub struct FieldSource<'a> {
    // completed by the library
    _marker: std::marker::PhantomData<&'a ()>,
}

impl FieldSource<'_> {
    /// The value of one field; `None` if it is missing or wrong, which is noted.
    pub fn field<T: Value>(&mut self, _meta: &'static FieldMeta) -> Option<T> {
        todo!()
    }
}
