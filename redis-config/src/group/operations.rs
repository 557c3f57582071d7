//! The operations of a group. Generated methods call them.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use futures_util::future::join_all;

use super::error::{ConnectionFailure, ConnectionsError, FailureCause};
use super::member::{
    AnyConfig, AnyHandle, Configs, Handles, Leaf, Member, Members, Part, Parts, leaves,
};
use super::shared_keys;
use crate::check::invalid::Invalid;
use crate::diagnose::diagnosis::Diagnosis;
use crate::diagnose::run;
use crate::load::explanation::explanation::Explanation;
use crate::load::sources::Sources;
use crate::reference::reference::Reference;
use crate::settings::settings::Settings;

/// The operations of the group `G`: what its methods call.
///
/// They are associated functions, because `NoGroup` has others of the same names for every type. The compiler takes those
/// of `Group` if `G` is a group, else the stubs: a group with a mistake is one error, and its uses are none.
#[derive(Debug)]
pub struct Group<G>(PhantomData<G>);

pub(crate) type GroupResult<T> = Result<T, ConnectionsError>;
/// Boxed, because a cause is large and errors are rare.
pub(crate) type MemberResult<T> = Result<T, Box<FailureCause>>;

impl<G: Member> Group<G> {
    /// Its members.
    pub const MEMBERS: Members = G::META;

    /// `load_from()`.
    ///
    /// # Errors
    ///
    /// Every member whose definition is invalid.
    pub fn load_from(sources: &Sources) -> GroupResult<G::Configs> {
        let members = loaded::<G>(sources).map(|config| {
            let config = config?;
            let settings = config.resolve().map_err(cause)?;
            Ok((config.into_part(), settings))
        });
        finished::<G, _>(members.collect(), G::take_configs)
    }

    /// `validate_from()`.
    ///
    /// # Errors
    ///
    /// Every member whose definition is invalid.
    pub fn validate_from(sources: &Sources) -> GroupResult<()> {
        Self::load_from(sources).map(drop)
    }

    /// `validate()` of the configurations.
    ///
    /// # Errors
    ///
    /// Every member whose definition is invalid.
    pub fn validate(configs: &G::Configs) -> GroupResult<()> {
        let settings = given::<G>(configs).map(|config| config?.resolve().map_err(cause));
        let settings: Vec<_> = settings.collect();
        warn::<G>(settings.iter().map(|outcome| outcome.as_ref().ok()));
        all::<G, _>(settings).map(drop)
    }

    /// `connect_from()`.
    ///
    /// # Errors
    ///
    /// Every member that failed.
    pub async fn connect_from(sources: &Sources) -> GroupResult<G> {
        let configs: Vec<_> = loaded::<G>(sources).collect();
        opened(configs).await
    }

    /// `connect()` of the configurations.
    ///
    /// # Errors
    ///
    /// Every member that failed.
    pub async fn connect(configs: &G::Configs) -> GroupResult<G> {
        let configs: Vec<_> = given::<G>(configs).collect();
        opened(configs).await
    }

    /// `connect_lazy_from()`.
    ///
    /// # Errors
    ///
    /// Every member whose definition is invalid.
    pub fn connect_lazy_from(sources: &Sources) -> GroupResult<G> {
        opened_lazily(loaded::<G>(sources))
    }

    /// `connect_lazy()` of the configurations.
    ///
    /// # Errors
    ///
    /// Every member whose definition is invalid.
    pub fn connect_lazy(configs: &G::Configs) -> GroupResult<G> {
        opened_lazily(given::<G>(configs))
    }

    /// `check_from()`.
    #[must_use]
    pub fn check_from(sources: &Sources) -> Diagnosis {
        let sources = sources_of::<G>(sources);
        let members = leaves::<G>().into_iter().map(|Leaf { meta, .. }| {
            let settings = (meta.load)(&sources).and_then(|config| config.resolve());
            match settings {
                Ok(settings) => run::valid(&settings),
                Err(error) => run::invalid(&error, meta.instance.name),
            }
        });
        Diagnosis::new(members.collect())
    }

    /// `diagnose()`.
    pub async fn diagnose(sources: &Sources) -> Diagnosis {
        let sources = sources_of::<G>(sources);
        let members =
            leaves::<G>()
                .into_iter()
                .map(async |Leaf { meta, .. }| match (meta.load)(&sources) {
                    Ok(config) => config.diagnose().await,
                    Err(invalid) => run::invalid(&invalid, meta.instance.name),
                });
        Diagnosis::new(join_all(members).await)
    }

    /// `reference()`.
    #[must_use]
    pub fn reference() -> Reference {
        let members = leaves::<G>().into_iter().map(|leaf| (leaf.meta.describe)());
        Reference::of(members.collect())
    }

    /// `explain()`.
    pub fn explain(sources: &Sources) -> Explanation {
        let sources = sources_of::<G>(sources);
        let members = leaves::<G>().into_iter();
        let instances = members.map(|leaf| (leaf.meta.explain)(&sources)).collect();
        Explanation { instances }
    }

    /// `Debug` of the configurations: the settings that each comes to, which hold no secret.
    ///
    /// # Errors
    ///
    /// The errors of `f`.
    pub fn show(name: &str, configs: &G::Configs, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = configs_of::<G>(configs);
        let mut shown = f.debug_struct(name);
        for (leaf, config) in leaves::<G>().iter().zip(all) {
            match config.resolve() {
                Ok(settings) => shown.field(&leaf.path, &settings),
                Err(invalid) => shown.field(&leaf.path, &invalid),
            };
        }
        shown.finish()
    }

    /// `clone()` of the configurations.
    #[must_use]
    pub fn copied(configs: &G::Configs) -> G::Configs {
        let parts = configs_of::<G>(configs).into_iter().map(AnyConfig::copy);
        match G::take_configs(&mut Parts::new(parts.collect())) {
            Some(configs) => configs,
            #[expect(
                clippy::unreachable,
                reason = "generated code takes the parts that it gave"
            )]
            None => unreachable!("the configurations of `{}`", G::NAME),
        }
    }
}

pub(crate) fn cause(error: impl Into<FailureCause>) -> Box<FailureCause> {
    Box::new(error.into())
}

fn loaded<G: Member>(
    sources: &Sources,
) -> impl Iterator<Item = MemberResult<Box<dyn AnyConfig>>> + use<G> {
    let sources = sources_of::<G>(sources);
    let members = leaves::<G>().into_iter();
    members.map(move |Leaf { meta, .. }| (meta.load)(&sources).map_err(cause))
}

/// The sources, with the names of all members, so that a configuration file has no table for another instance.
fn sources_of<G: Member>(sources: &Sources) -> Sources {
    let leaves = leaves::<G>();
    let names = leaves.iter().map(|leaf| leaf.meta.instance.name);
    sources.of_group(names.collect())
}

fn given<G: Member>(configs: &G::Configs) -> impl Iterator<Item = MemberResult<&dyn AnyConfig>> {
    configs_of::<G>(configs).into_iter().map(Ok)
}

pub(crate) fn handles_of<G: Member>(group: &G) -> Vec<&dyn AnyHandle> {
    let mut all = Handles::default();
    group.lend(&mut all);
    all.0
}

pub(crate) fn configs_of<G: Member>(configs: &G::Configs) -> Vec<&dyn AnyConfig> {
    let mut all = Configs::default();
    G::give(configs, &mut all);
    all.0
}

/// Connects all members at the same time, also if one is invalid, so that all failures are reported at once.
async fn opened<G: Member>(
    configs: Vec<MemberResult<impl Deref<Target = dyn AnyConfig> + Send>>,
) -> GroupResult<G> {
    let members = configs.into_iter().map(async |config| {
        let config = config?;
        // Before connecting, because `ConnectError` contains violations only as text.
        let settings = config.resolve().map_err(cause)?;
        let part = config.open().await.map_err(cause)?;
        Ok((part, settings))
    });
    finished::<G, _>(join_all(members).await, G::take)
}

fn opened_lazily<G: Member>(
    configs: impl Iterator<Item = MemberResult<impl Deref<Target = dyn AnyConfig>>>,
) -> GroupResult<G> {
    let members = configs.map(|config| {
        let config = config?;
        let lazily = || Ok((config.open_lazy()?, config.resolve()?));
        lazily().map_err(|invalid: Invalid| cause(invalid))
    });
    finished::<G, _>(members.collect(), G::take)
}

fn finished<G: Member, T>(
    members: Vec<MemberResult<(Part, Settings)>>,
    build: fn(&mut Parts) -> Option<T>,
) -> GroupResult<T> {
    warn::<G>(
        members
            .iter()
            .map(|outcome| outcome.as_ref().ok().map(|(_, settings)| settings)),
    );
    let parts = members.into_iter().map(|outcome| Ok(outcome?.0));
    built::<G, _>(all::<G, _>(parts)?, build)
}

/// Logs which members share their keys.
fn warn<'a, G: Member>(settings: impl Iterator<Item = Option<&'a Settings>>) {
    let leaves = leaves::<G>();
    let known: Vec<_> = leaves
        .iter()
        .zip(settings)
        .filter_map(|(leaf, settings)| Some((&*leaf.path, settings?)))
        .collect();
    shared_keys::warn(G::NAME, &known);
}

/// The results of all members, or all failures.
pub(crate) fn all<G: Member, T>(
    outcomes: impl IntoIterator<Item = MemberResult<T>>,
) -> GroupResult<Vec<T>> {
    let mut whole = Vec::new();
    let mut failures = Vec::new();
    for (Leaf { path, meta }, outcome) in leaves::<G>().into_iter().zip(outcomes) {
        match outcome {
            Ok(part) => whole.push(part),
            Err(cause) => {
                failures.push(ConnectionFailure::new(path, meta.instance.name, *cause));
            }
        }
    }
    if failures.is_empty() {
        Ok(whole)
    } else {
        Err(ConnectionsError::new(G::NAME, failures))
    }
}

/// Generated code takes the parts in their order. None is left over, and none is missing.
fn built<G: Member, T>(parts: Vec<Part>, build: fn(&mut Parts) -> Option<T>) -> GroupResult<T> {
    let whole = build(&mut Parts::new(parts));
    whole.ok_or_else(|| ConnectionsError::new(G::NAME, Vec::new()))
}
