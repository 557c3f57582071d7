//! One definition or a group of them, as tools use both.

use std::marker::PhantomData;

use crate::config::definition::RedisConfig;
use crate::diagnose::diagnosis::Diagnosis;
use crate::diagnose::run;
use crate::group::operations::{
    Group, check_group, diagnose_group, explain_group, reference_group, stubbed,
};
use crate::load::explanation::build;
use crate::load::explanation::explanation::Explanation;
use crate::load::sources::Sources;
use crate::reference::reference::Reference;

/// A definition, or a group of connections: what the subcommands of [`cli`](crate::cli) work on.
///
/// Both derives implement it. A program can use it to write its own tools.
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
    /// What the derives say of the type.
    #[doc(hidden)]
    type Scope: Scope;

    /// Loads and checks every definition, and connects nothing. Each violation is a finding.
    #[must_use]
    fn check_from(sources: &Sources) -> Diagnosis {
        Self::Scope::check(sources)
    }

    /// Explains where every value comes from. Connects nothing, and never fails.
    #[must_use]
    fn explain_from(sources: &Sources) -> Explanation {
        Self::Scope::explain(sources)
    }

    /// Loads every definition and diagnoses it.
    ///
    /// Cancel safe: nothing stays open.
    fn diagnose_from(sources: &Sources) -> impl Future<Output = Diagnosis> + Send {
        Self::Scope::diagnose(sources)
    }

    /// The documentation of the configuration.
    #[must_use]
    fn describe() -> Reference {
        Self::Scope::describe()
    }
}

/// The implementation behind [`Definitions`]: generated code names it in one line, which compiles faster than four functions.
#[doc(hidden)]
pub trait Scope {
    fn check(sources: &Sources) -> Diagnosis;
    fn explain(sources: &Sources) -> Explanation;
    fn diagnose(sources: &Sources) -> impl Future<Output = Diagnosis> + Send;
    fn describe() -> Reference;
}

/// One instance.
#[doc(hidden)]
#[derive(Debug)]
pub struct OneDefinition<C>(PhantomData<C>);

impl<C: RedisConfig> Scope for OneDefinition<C> {
    fn check(sources: &Sources) -> Diagnosis {
        let loaded = sources.load::<C>().and_then(|config| config.settings());
        Diagnosis::new(vec![match loaded {
            Ok(settings) => run::valid(&settings),
            Err(error) => run::invalid(&error, C::NAME),
        }])
    }

    fn explain(sources: &Sources) -> Explanation {
        build::explain::<C>(sources)
    }

    async fn diagnose(sources: &Sources) -> Diagnosis {
        match sources.load::<C>() {
            Ok(config) => run::diagnose(&config).await,
            Err(error) => Diagnosis::new(vec![run::invalid(&error, C::NAME)]),
        }
    }

    fn describe() -> Reference {
        Reference::from_definition::<C>()
    }
}

/// A group of connections.
#[doc(hidden)]
#[derive(Debug)]
pub struct GroupDefinitions<G>(PhantomData<G>);

impl<G: Group> Scope for GroupDefinitions<G> {
    fn check(sources: &Sources) -> Diagnosis {
        check_group::<G>(sources)
    }

    fn explain(sources: &Sources) -> Explanation {
        explain_group::<G>(sources)
    }

    async fn diagnose(sources: &Sources) -> Diagnosis {
        diagnose_group::<G>(sources).await
    }

    fn describe() -> Reference {
        reference_group::<G>()
    }
}

/// A group with a mistake, which does not compile.
impl Scope for () {
    fn check(sources: &Sources) -> Diagnosis {
        stubbed(sources)
    }

    fn explain(sources: &Sources) -> Explanation {
        stubbed(sources)
    }

    async fn diagnose(sources: &Sources) -> Diagnosis {
        stubbed(sources)
    }

    fn describe() -> Reference {
        stubbed(())
    }
}
