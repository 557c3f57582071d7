//! The definition as data.

use redis_config_rules::Setting;

use crate::check::Invalid;
use crate::config::{FieldMeta, FieldSource, FieldValues};
use crate::settings::Settings;

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
