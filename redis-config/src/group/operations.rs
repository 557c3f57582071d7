//! The operations of a group. Generated methods call them.

use std::fmt;
use std::ops::Deref;

use futures_util::future::join_all;

use super::by_member::ByMember;
use super::error::{ConnectionFailure, ConnectionsError, FailureCause};
use super::member::{AnyConfig, AnyHandle, Configs, Handles, MemberMeta, Part, Parts};
use super::shared_keys;
use crate::check::invalid::Invalid;
use crate::diagnose::diagnosis::Diagnosis;
use crate::diagnose::run;
use crate::load::explanation::explanation::Explanation;
use crate::load::sources::Sources;
use crate::reference::reference::Reference;
use crate::settings::settings::Settings;

/// A group of connections as data.
pub trait Group: Sized {
    /// Name of the struct.
    const NAME: &'static str;
    /// Its members, in the order of the struct.
    const MEMBERS: &'static [MemberMeta];
    /// The configurations of its members.
    type Configs;

    /// The struct of its members.
    fn build(from: &mut Parts) -> Option<Self>;

    /// The struct of their configurations.
    fn configs(from: &mut Parts) -> Option<Self::Configs>;

    /// Adds the handle of every member.
    fn handles<'a>(&'a self, to: &mut Handles<'a>);

    /// Adds the configuration of every member.
    fn each<'a>(configs: &'a Self::Configs, to: &mut Configs<'a>);
}

pub(crate) type GroupResult<T> = Result<T, ConnectionsError>;
/// Boxed, because a cause is large and errors are rare.
pub(crate) type MemberResult<T> = Result<T, Box<FailureCause>>;

/// `load_from()`.
///
/// # Errors
///
/// Every member whose definition is invalid.
pub fn load_group<G: Group>(sources: &Sources) -> GroupResult<G::Configs> {
    let members = loaded::<G>(sources).map(|config| {
        let config = config?;
        let settings = config.resolve().map_err(cause)?;
        Ok((config.into_part(), settings))
    });
    finished::<G, _>(members.collect(), G::configs)
}

/// `validate_from()`.
///
/// # Errors
///
/// Every member whose definition is invalid.
pub fn validate_from<G: Group>(sources: &Sources) -> GroupResult<()> {
    load_group::<G>(sources).map(drop)
}

/// `validate()` of the configurations.
///
/// # Errors
///
/// Every member whose definition is invalid.
pub fn validate_group<G: Group>(configs: &G::Configs) -> GroupResult<()> {
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
pub async fn connect_from<G: Group>(sources: &Sources) -> GroupResult<G> {
    let configs: Vec<_> = loaded::<G>(sources).collect();
    opened(configs).await
}

/// `connect()` of the configurations.
///
/// # Errors
///
/// Every member that failed.
pub async fn connect<G: Group>(configs: &G::Configs) -> GroupResult<G> {
    let configs: Vec<_> = given::<G>(configs).collect();
    opened(configs).await
}

/// `connect_lazy_from()`.
///
/// # Errors
///
/// Every member whose definition is invalid.
pub fn connect_lazy_from<G: Group>(sources: &Sources) -> GroupResult<G> {
    opened_lazily(loaded::<G>(sources))
}

/// `connect_lazy()` of the configurations.
///
/// # Errors
///
/// Every member whose definition is invalid.
pub fn connect_lazy<G: Group>(configs: &G::Configs) -> GroupResult<G> {
    opened_lazily(given::<G>(configs))
}

/// `check_from()`.
#[must_use]
pub(crate) fn check_group<G: Group>(sources: &Sources) -> Diagnosis {
    let sources = sources_of::<G>(sources);
    let members = G::MEMBERS.iter().map(|meta| {
        let settings = (meta.load)(&sources).and_then(|config| config.resolve());
        match settings {
            Ok(settings) => run::valid(&settings),
            Err(error) => run::invalid(&error, meta.instance.name),
        }
    });
    Diagnosis::new(members.collect())
}

/// `diagnose()`.
pub async fn diagnose_group<G: Group>(sources: &Sources) -> Diagnosis {
    let sources = sources_of::<G>(sources);
    let members = G::MEMBERS
        .iter()
        .map(async |meta| match (meta.load)(&sources) {
            Ok(config) => config.diagnose().await,
            Err(invalid) => run::invalid(&invalid, meta.instance.name),
        });
    Diagnosis::new(join_all(members).await)
}

/// `reference()`.
#[must_use]
pub fn reference_group<G: Group>() -> Reference {
    let members = G::MEMBERS.iter().map(|meta| (meta.describe)());
    Reference::of(members.collect())
}

/// `explain()`.
pub fn explain_group<G: Group>(sources: &Sources) -> Explanation {
    let sources = sources_of::<G>(sources);
    let members = G::MEMBERS.iter();
    let instances = members.map(|meta| (meta.explain)(&sources)).collect();
    Explanation { instances }
}

/// The result in the stub of a group with an error. It does not compile, so nothing calls it.
pub fn stubbed<T: Stubbed>(_: impl Sized) -> T {
    T::stub()
}

/// A result of a method of a group.
pub trait Stubbed {
    /// Any value.
    fn stub() -> Self;
}

impl<T> Stubbed for GroupResult<T> {
    fn stub() -> Self {
        Err(ConnectionsError::new("", Vec::new()))
    }
}

impl<T> Stubbed for ByMember<T> {
    fn stub() -> Self {
        Self::new([])
    }
}

impl Stubbed for Diagnosis {
    fn stub() -> Self {
        Self::new(Vec::new())
    }
}

impl Stubbed for Reference {
    fn stub() -> Self {
        Self::of(Vec::new())
    }
}

impl Stubbed for () {
    fn stub() -> Self {}
}

impl Stubbed for Explanation {
    fn stub() -> Self {
        let instances = Vec::new();
        Self { instances }
    }
}

/// `Debug` of the configurations: the settings that each comes to, which hold no secret.
///
/// # Errors
///
/// The errors of `f`.
pub fn show<G: Group>(name: &str, configs: &G::Configs, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let all = configs_of::<G>(configs);
    let mut shown = f.debug_struct(name);
    for (meta, config) in G::MEMBERS.iter().zip(all) {
        match config.resolve() {
            Ok(settings) => shown.field(meta.instance.member, &settings),
            Err(invalid) => shown.field(meta.instance.member, &invalid),
        };
    }
    shown.finish()
}

/// `clone()` of the configurations.
#[must_use]
pub fn copied<G: Group>(configs: &G::Configs) -> G::Configs {
    let parts = configs_of::<G>(configs).into_iter().map(AnyConfig::copy);
    match G::configs(&mut Parts::new(parts.collect())) {
        Some(configs) => configs,
        #[expect(
            clippy::unreachable,
            reason = "generated code takes the parts that it gave"
        )]
        None => unreachable!("the configurations of `{}`", G::NAME),
    }
}

pub(crate) fn cause(error: impl Into<FailureCause>) -> Box<FailureCause> {
    Box::new(error.into())
}

fn loaded<G: Group>(
    sources: &Sources,
) -> impl Iterator<Item = MemberResult<Box<dyn AnyConfig>>> + use<G> {
    let sources = sources_of::<G>(sources);
    let members = G::MEMBERS.iter();
    members.map(move |meta| (meta.load)(&sources).map_err(cause))
}

/// The sources, with the names of all members, so that a configuration file has no table for another instance.
fn sources_of<G: Group>(sources: &Sources) -> Sources {
    let names = G::MEMBERS.iter().map(|meta| meta.instance.name);
    sources.of_group(names.collect())
}

fn given<G: Group>(configs: &G::Configs) -> impl Iterator<Item = MemberResult<&dyn AnyConfig>> {
    configs_of::<G>(configs).into_iter().map(Ok)
}

pub(crate) fn handles_of<G: Group>(group: &G) -> Vec<&dyn AnyHandle> {
    let mut all = Handles::default();
    group.handles(&mut all);
    all.0
}

pub(crate) fn configs_of<G: Group>(configs: &G::Configs) -> Vec<&dyn AnyConfig> {
    let mut all = Configs::default();
    G::each(configs, &mut all);
    all.0
}

/// Connects all members at the same time, also if one is invalid, so that all failures are reported at once.
async fn opened<G: Group>(
    configs: Vec<MemberResult<impl Deref<Target = dyn AnyConfig> + Send>>,
) -> GroupResult<G> {
    let members = configs.into_iter().map(async |config| {
        let config = config?;
        // Before connecting, because `ConnectError` contains violations only as text.
        let settings = config.resolve().map_err(cause)?;
        let part = config.open().await.map_err(cause)?;
        Ok((part, settings))
    });
    finished::<G, _>(join_all(members).await, G::build)
}

fn opened_lazily<G: Group>(
    configs: impl Iterator<Item = MemberResult<impl Deref<Target = dyn AnyConfig>>>,
) -> GroupResult<G> {
    let members = configs.map(|config| {
        let config = config?;
        let lazily = || Ok((config.open_lazy()?, config.resolve()?));
        lazily().map_err(|invalid: Invalid| cause(invalid))
    });
    finished::<G, _>(members.collect(), G::build)
}

fn finished<G: Group, T>(
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
fn warn<'a, G: Group>(settings: impl Iterator<Item = Option<&'a Settings>>) {
    let members = G::MEMBERS.iter().map(|meta| meta.instance.member);
    let known: Vec<_> = members
        .zip(settings)
        .filter_map(|(member, settings)| Some((member, settings?)))
        .collect();
    shared_keys::warn(G::NAME, &known);
}

/// The results of all members, or all failures.
pub(crate) fn all<G: Group, T>(
    outcomes: impl IntoIterator<Item = MemberResult<T>>,
) -> GroupResult<Vec<T>> {
    let mut whole = Vec::new();
    let mut failures = Vec::new();
    for (meta, outcome) in G::MEMBERS.iter().zip(outcomes) {
        match outcome {
            Ok(part) => whole.push(part),
            Err(cause) => {
                let instance = &meta.instance;
                let failure = ConnectionFailure::new(instance.member, instance.name, *cause);
                failures.push(failure);
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
fn built<G: Group, T>(parts: Vec<Part>, build: fn(&mut Parts) -> Option<T>) -> GroupResult<T> {
    let whole = build(&mut Parts::new(parts));
    whole.ok_or_else(|| ConnectionsError::new(G::NAME, Vec::new()))
}
