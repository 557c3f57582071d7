//! The sources of values.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::environment::Environment;
use super::file::profile::Permits;
use super::inputs::{FromCode, Inputs};
use super::run::run;
use crate::check::invalid::Invalid;
use crate::check::origin::Origin;
use crate::config::definition::RedisConfig;

/// The sources of values: code, environment variables and the files that they name, a configuration file, defaults.
///
/// # Precedence
///
/// Highest first:
///
/// 1. code: [`with`](Self::with), and struct fields set by hand;
/// 2. the instance's own variables, `<PREFIX>_URL` and so on, and the files that their `_FILE` twins name;
/// 3. `<PREFIX>_PROVIDER=NAME`: the URL is in the variable `NAME`;
/// 4. the configuration file, active profile;
/// 5. for an instance declared `#[redis(fallback)]`, the variables that name no instance;
/// 6. the configuration file, without a profile;
/// 7. defaults in the attributes of the struct.
///
/// # Configuration file
///
/// [`file`](Self::file) names a TOML or JSON file. `#[redis(file = "redis.toml")]` makes one part of the program; a file in
/// the sources replaces it.
///
/// ```toml
/// [jobs]                              # the name of the instance, for every profile
/// connect_timeout = "2s"
///
/// [profile.production.jobs]
/// url = "rediss://redis.example.com:6380/1"
/// password_file = "/run/secrets/jobs" # a file that holds the value, relative to this file
/// ```
///
/// The keys are the names of the settings and of the application's own fields. An unknown key, instance or profile is an error.
/// The profile is that of [`profile`](Self::profile), otherwise of the variable `REDIS_PROFILE` or `APP_ENV`, otherwise `dev` in
/// a debug build. If none is chosen, a file that has profiles is an error.
///
/// The profiles `test` and `production` have a guard rail, with or without a file: `test` refuses an address that is not on this
/// machine, unless [`allow_remote`](Self::allow_remote) is called or the file has `allow_remote = true` below `[profile.test]`.
/// `production` refuses this machine, unless [`allow_loopback`](Self::allow_loopback) is called or the file has `allow_loopback =
/// true` below `[profile.production]`. No variable can set `danger_tls_insecure`.
///
/// # Variables
///
/// A field is read from `<PREFIX>_<SETTING>`, or from the file that `<PREFIX>_<SETTING>_FILE` names: a regular file of at
/// most 64 KiB, whose last line break is ignored. Setting both is an error, also if one is empty. A byte order mark and one
/// pair of matching quotes around a value are removed. Control characters and placeholders such as `${HOST}`, `$HOST`,
/// `%HOST%` and `{{ .Values.host }}` are errors.
///
/// Empty is not the same as unset. An empty variable, an empty `_FILE` variable and an empty file are an error for a field
/// that needs a value, also if it has a default, and "no value" for an optional field, as are `none` and `null` (in quotes,
/// they are text). An address that is set to "no value" is an error if only a default would name the server.
///
/// # Other names
///
/// A variable under the name of another client is read if the name has one meaning: `<PREFIX>_DB`, `_USER`, `_PASS`, `_PWD`,
/// `_SSL`, `_USE_TLS`, `_URI`, `_HOSTNAME` and others, and `<PREFIX>` itself for the URL. It must not differ from the variable
/// with the proper name. Any other variable that was meant for a setting is an error that names the right one:
///
/// * a name that other clients use for different things (`_TIMEOUT`, `_MAX_CONNECTIONS`), or with a unit (`_TIMEOUT_MS`);
/// * a setting for which the struct has no field, or which its attribute fixes, unless the value is the one in force;
/// * a probable typo (`JOBS_REDIS_PASWORD`).
///
/// The remaining variables with the prefix are ignored, and logged once. Service links of Kubernetes and variables of an
/// instance with a longer prefix are not logged.
///
/// # Groups
///
/// Endpoint, credentials and database are groups. A group comes from one source:
///
/// * a weaker `url` loses its database if a stronger source sets `database`, and its user info if a stronger
///   source sets `username` or `password`; a stronger `url` overrides those fields;
/// * a weaker `url` gets the endpoint that a stronger source sets in `host` and `port`, or in `socket`, and
///   loses its user info; those fields are then unset in the struct;
/// * a URL with TLS, of sentinels or of a cluster never gets the endpoint of another source;
/// * a weaker `port` is not combined with a stronger `host`, nor a weaker `master` with stronger `nodes`; it has its default
///   again, or is unset; a stronger `port` or `master` without `host` or `nodes` of the same source is a violation;
/// * user name and password of the configuration file are dropped if a stronger source sets the endpoint, so that they are not
///   sent to another server;
/// * any other weaker endpoint is dropped if its field is optional; otherwise the conflict is a violation.
///
/// Defaults do not count as another source. They supply the values that the others omit.
///
/// # Platforms
///
/// An instance whose address neither code nor its own variables set gets the one that the platform gives: first a service
/// with the name of the instance, then, if the instance is declared `#[redis(fallback)]`, `REDIS_URL`, `REDIS_HOST` and all
/// that names no instance. It has precedence over defaults. See [`guide::platforms`](crate::guide::platforms).
///
/// Violations are: two services that differ; the instance's own user name or password combined with the endpoint of the
/// platform; an address for which the definition has no fields, or of another topology.
///
/// ```
/// use redis_config::Sources;
///
/// let sources = Sources::standard()
///     .env([("JOBS_REDIS_URL", "redis://10.0.0.1:6379/1")])
///     .with("connect_timeout", "500ms");
/// # let _ = sources;
/// ```
#[derive(Clone)]
pub struct Sources {
    variables: Variables,
    code: Vec<FromCode>,
    file: Option<PathBuf>,
    profile: Option<(String, Origin)>,
    permits: Permits,
    /// The names of all instances of a group; empty if they are not known.
    members: Vec<&'static str>,
}

#[derive(Clone)]
enum Variables {
    None,
    Process,
    Given(Arc<[(OsString, OsString)]>),
}

impl Sources {
    fn of(variables: Variables) -> Self {
        Self {
            variables,
            code: Vec::new(),
            file: None,
            profile: None,
            permits: Permits::default(),
            members: Vec::new(),
        }
    }

    /// The environment of the process, then the configuration file of the definition, if it names one, then the defaults.
    pub fn standard() -> Self {
        Self::of(Variables::Process)
    }

    /// Only the defaults.
    pub fn defaults() -> Self {
        Self::of(Variables::None)
    }

    /// Reads these variables instead of the environment of the process. For tests, because no global state is used.
    #[must_use]
    pub fn env<K: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        self.variables = Variables::Given(variables.collect());
        self
    }

    /// Sets a value from code, which has precedence over all other sources. `field` is the name of a field of the struct; any
    /// other name is a violation. The last value for a field is used.
    #[must_use]
    #[track_caller]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.code.push(FromCode {
            field: field.to_owned(),
            text: Zeroizing::new(value.into()),
            origin: Origin::here(),
        });
        self
    }

    /// Reads this configuration file: JSON if its name ends with `.json`, otherwise TOML. A file that cannot be read is a
    /// violation. The last file is used; it replaces the one that the definition names.
    ///
    /// ```no_run
    /// use redis_config::Sources;
    ///
    /// let sources = Sources::standard().file("redis.toml").profile("production");
    /// # let _ = sources;
    /// ```
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Chooses the profile, regardless of the variables `REDIS_PROFILE` and `APP_ENV`.
    #[must_use]
    #[track_caller]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some((name.into(), Origin::here()));
        self
    }

    /// Permits addresses that are not on this machine in the profile `test`.
    #[must_use]
    pub fn allow_remote(mut self) -> Self {
        self.permits.remote = true;
        self
    }

    /// Permits this machine as the address in the profile `production`, for a server or a proxy that runs beside the service.
    #[must_use]
    pub fn allow_loopback(mut self) -> Self {
        self.permits.loopback = true;
        self
    }

    /// Loads and checks a definition. Logs one line: the address without secrets, the topology and the source.
    ///
    /// # Errors
    ///
    /// All violations.
    pub fn load<C: RedisConfig>(&self) -> Result<C, Invalid> {
        let loaded = run::<C>(&self.inputs());
        loaded.log();
        loaded.into_config()
    }

    /// [`load`](Self::load) without the line in the log, for a caller that loads again and again.
    pub(crate) fn reload<C: RedisConfig>(&self) -> Result<C, Invalid> {
        run::<C>(&self.inputs()).into_config()
    }

    /// Sources that know the names of all instances, so that a file has no table for another one.
    pub(crate) fn of_group(&self, members: Vec<&'static str>) -> Self {
        Self {
            members,
            ..self.clone()
        }
    }

    /// What a load reads.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            environment: match &self.variables {
                Variables::None => Environment::default(),
                Variables::Process => Environment::process(),
                Variables::Given(variables) => Environment::new(variables.iter().cloned()),
            },
            code: &self.code,
            file: self.file.as_deref(),
            profile: self.profile.as_ref(),
            permits: self.permits,
            members: &self.members,
            defaults_only: matches!(self.variables, Variables::None),
        }
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names only: a value may be a secret.
        let variables = match &self.variables {
            Variables::None => "none".to_owned(),
            Variables::Process => "of the process".to_owned(),
            Variables::Given(given) => format!("{} given", given.len()),
        };
        let code: Vec<_> = self.code.iter().map(|one| &one.field).collect();
        f.debug_struct("Sources")
            .field("variables", &variables)
            .field("code", &code)
            .field("file", &self.file)
            .field("profile", &self.profile.as_ref().map(|(name, _)| name))
            .finish_non_exhaustive()
    }
}
