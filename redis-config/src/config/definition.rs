//! The definition as data.

use std::sync::Arc;

use redis_config_rules::Setting;

use super::field_source::FieldSource;
use super::field_values::FieldValues;
use super::meta::FieldMeta;
use crate::check::invalid::Invalid;
use crate::credentials::provider::CredentialsProvider;
use crate::settings::settings::Settings;

/// One Redis instance as a type. Derived: `#[derive(RedisConfig)]`.
///
/// The definition as data: it says what the fields are, how they become text, and how the struct is built from
/// text. It neither loads nor connects. By hand it looks like this:
///
/// ```
/// use redis_config::topology::Standalone;
/// use redis_config::{FieldMeta, FieldSource, FieldValues, RedisConfig, Role, Setting, Sources};
///
/// #[derive(Clone)]
/// struct JobsRedis {
///     url: String,
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
///         // Every field is asked for before the first `?`: what is wrong with any of them is to be reported.
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
    /// Its fields, in the order of the struct; those marked `skip` are left out.
    const FIELDS: &'static [FieldMeta];
    /// What the struct's attribute fixes for good, as text.
    const FIXED: &'static [(Setting, &'static str)];
    /// Whether this is the instance that takes what a platform sets without naming an instance, `REDIS_URL` and its
    /// like. At most one instance of an application. Default: no.
    ///
    /// Derived: `#[redis(fallback)]`.
    const FALLBACK: bool = false;
    /// The declared topology.
    type Topology: crate::topology::Topology;

    /// Hands the value of every field in [`FIELDS`](Self::FIELDS) to `to`.
    fn fields(&self, to: &mut FieldValues<'_>);

    /// Builds the struct from loaded values; `None` if one is missing or wrong, which `from` has noted.
    fn build(from: &mut FieldSource<'_>) -> Option<Self>;

    /// What is asked for user name and password before each new connection. Default: nothing; they are those of the
    /// settings.
    ///
    /// Derived: `#[redis(credentials = path)]`, see [`credentials`](crate::credentials).
    fn credentials(&self) -> Option<Arc<dyn CredentialsProvider>> {
        None
    }

    /// The normal form, checked whole.
    ///
    /// # Errors
    ///
    /// Every violation, never only the first.
    fn settings(&self) -> Result<Settings, Invalid> {
        crate::check::validate::settings_of(self)
    }
}
