//! One definition or a group of them, as tools use both.

use crate::config::definition::RedisConfig;
use crate::diagnose::diagnosis::Diagnosis;
use crate::diagnose::run;
use crate::load::explanation::build;
use crate::load::explanation::explanation::Explanation;
use crate::load::sources::Sources;
use crate::reference::reference::Reference;

/// A definition, or a group of connections: what the subcommands of [`cli`](crate::cli) work on.
///
/// Every [`RedisConfig`] has it, and `#[derive(RedisConnections)]` implements it. A program can use it to write its own tools.
///
/// ```
/// use redis_config::{Definitions, RedisConfig, Sources};
///
/// #[derive(Clone, RedisConfig)]
/// struct JobsRedis {
///     url: String,
/// }
///
/// fn is_valid<D: Definitions>(sources: &Sources) -> bool {
///     D::check_from(sources).is_ok()
/// }
/// let url = |url: &str| Sources::defaults().env([("JOBS_REDIS_URL", url)]);
/// assert!(is_valid::<JobsRedis>(&url("redis://127.0.0.1:6379/1")));
/// assert!(!is_valid::<JobsRedis>(&url("http://127.0.0.1")));
/// ```
pub trait Definitions {
    /// Loads and checks every definition, and connects nothing. Each violation is a finding.
    fn check_from(sources: &Sources) -> Diagnosis;

    /// Explains where every value comes from. Connects nothing, and never fails.
    fn explain_from(sources: &Sources) -> Explanation;

    /// Loads every definition and diagnoses it.
    ///
    /// Cancel safe: nothing stays open.
    fn diagnose_from(sources: &Sources) -> impl Future<Output = Diagnosis> + Send;

    /// The documentation of the configuration.
    fn describe() -> Reference;
}

impl<C: RedisConfig> Definitions for C {
    fn check_from(sources: &Sources) -> Diagnosis {
        let loaded = sources.load::<C>().and_then(|config| config.settings());
        Diagnosis::new(vec![match loaded {
            Ok(settings) => run::valid(&settings),
            Err(error) => run::invalid(&error, C::NAME),
        }])
    }

    fn explain_from(sources: &Sources) -> Explanation {
        build::explain::<C>(sources)
    }

    async fn diagnose_from(sources: &Sources) -> Diagnosis {
        match sources.load::<C>() {
            Ok(config) => run::diagnose(&config).await,
            Err(error) => Diagnosis::new(vec![run::invalid(&error, C::NAME)]),
        }
    }

    fn describe() -> Reference {
        Reference::from_definition::<C>()
    }
}
