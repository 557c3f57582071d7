//! The trait of a definition.

use std::sync::Arc;

use redis_config_rules::Setting;

use super::field_source::FieldSource;
use super::field_values::FieldValues;
use super::meta::FieldMeta;
use crate::check::invalid::Invalid;
use crate::check::validate::{Constants, settings_of};
use crate::credentials::provider::CredentialsProvider;
use crate::settings::settings::Settings;
use crate::topology::Topology as _;

/// A Redis instance as a type. Derived with `#[derive(RedisConfig)]`.
///
/// The trait describes the fields, their conversion to text, and how the struct is built from text. It does not load and
/// does not connect. A manual implementation:
///
/// ```
/// use redis_config::topology::Standalone;
/// use redis_config::{FieldMeta, FieldSource, FieldValues, RedisConfig, Role, Setting, Sources, Url};
///
/// #[derive(Clone)]
/// struct JobsRedis {
///     url: Url,
/// }
///
/// impl RedisConfig for JobsRedis {
///     const NAME: &'static str = "jobs";
///     const ENV: &'static str = "JOBS_REDIS";
///     const FIELDS: &'static [FieldMeta] = &[FieldMeta {
///         name: "url",
///         role: Role::Setting(Setting::Url),
///         variable: "JOBS_REDIS_URL",
///         default: Some("redis://127.0.0.1:6379/1"),
///         min: None,
///         max: None,
///         one_of: &[],
///         secret: false,
///         optional: false,
///         doc: "Where the server is.",
///     }];
///     const FIXED: &'static [(Setting, &'static str)] = &[(Setting::ConnectTimeout, "1s")];
///     type Topology = Standalone;
///
///     fn fields(&self, to: &mut FieldValues<'_>) {
///         to.field(&Self::FIELDS[0], &self.url);
///     }
///
///     fn build(from: &mut FieldSource<'_>) -> Option<Self> {
///         // Read every field before the first `?`, so that all mistakes are reported.
///         let url = from.field(&Self::FIELDS[0]);
///         Some(Self { url: url? })
///     }
/// }
///
/// let jobs: JobsRedis = Sources::defaults().load()?;
/// assert_eq!(jobs.settings()?.address(), "redis://127.0.0.1:6379/1");
/// # Ok::<(), redis_config::Invalid>(())
/// ```
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
    /// Its fields in the order of the struct, without those marked `skip`.
    const FIELDS: &'static [FieldMeta];
    /// The constants in the struct's attribute, as text.
    const FIXED: &'static [(Setting, &'static str)];
    /// Whether this instance reads the variables that name no instance, such as `REDIS_URL`. At most one instance of an
    /// application. Default: no.
    ///
    /// Derived: `#[redis(fallback)]`.
    const FALLBACK: bool = false;
    /// The configuration file that is part of the program: its path, relative to the crate, and its text. Default: none.
    const FILE: Option<(&'static str, &'static str)> = None;
    /// The declared topology.
    type Topology: crate::topology::Topology;

    /// Passes the value of every field in [`FIELDS`](Self::FIELDS) to `to`.
    fn fields(&self, to: &mut FieldValues<'_>);

    /// Builds the struct from loaded values. `None` if one is missing or wrong, which `from` records.
    fn build(from: &mut FieldSource<'_>) -> Option<Self>;

    /// The provider of user name and password that is called before each new connection. Default: none; the settings have
    /// them.
    ///
    /// Derived: `#[redis(credentials = path)]`, see [`credentials`](crate::credentials).
    fn credentials(&self) -> Option<Arc<dyn CredentialsProvider>> {
        None
    }

    /// Checks the definition and resolves its settings.
    ///
    /// # Errors
    ///
    /// All violations.
    fn settings(&self) -> Result<Settings, Invalid> {
        let mut values = Vec::with_capacity(Self::FIELDS.len());
        self.fields(&mut FieldValues::new(Self::FIELDS, &mut values));
        settings_of(&constants::<Self>(), &values, || self.credentials())
    }
}

/// The constants of a definition, for the checks.
pub(crate) fn constants<C: RedisConfig>() -> Constants {
    Constants {
        name: C::NAME,
        topology: C::Topology::TOPOLOGY,
        fixed: C::FIXED,
    }
}
