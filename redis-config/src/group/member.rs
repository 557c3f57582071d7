//! A member of a group.

use std::any::Any;
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::{fmt, vec};

use super::definition::MemberDefinition;
use crate::check::invalid::Invalid;
use crate::config::definition::RedisConfig;
use crate::connect::target::Target;
use crate::diagnose::diagnosis::InstanceDiagnosis;
use crate::diagnose::run;
use crate::error::ConnectError;
use crate::handle::handle::Handle;
use crate::handle::health::Health;
use crate::handle::instance::switch::SwitchPermit;
use crate::handle::instance::switch_error::SwitchError;
use crate::handle::state::State;
use crate::load::explanation::build::explained;
use crate::load::explanation::explanation::Explained;
use crate::load::sources::Sources;
use crate::reference::instance::{InstanceReference, describe};
use crate::settings::settings::Settings;

/// What can be a member of a group: a [`Handle`], or another group, also one with a mistake.
///
/// It is apart from [`Member`] so that a mistake in a group is none of the group around it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a group of connections",
    label = "neither a `Handle` nor a group",
    note = "a member is the handle of an instance, `jobs: Handle<JobsRedis>`, or another struct with `#[derive(RedisConnections)]`"
)]
pub trait Configured {
    /// The definition of a handle, or the struct of the configurations of a group.
    type Configs;
}

/// A member whose parts are all valid.
///
/// Generated code assumes it in its where-clauses, and asks once whether it is true, with the span of the type: a type that is
/// no member is one error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a group of connections",
    label = "neither a `Handle` nor a group",
    note = "a member is the handle of an instance, `jobs: Handle<JobsRedis>`, or another struct with `#[derive(RedisConnections)]`"
)]
pub trait Member: Configured + Sized + Send + 'static {
    /// Name of the struct of a group.
    const NAME: &'static str = "";
    /// What is known at compile time.
    const META: Members;

    /// Takes the handles of this member.
    fn take(from: &mut Parts) -> Option<Self>;

    /// Takes the configurations of this member.
    fn take_configs(from: &mut Parts) -> Option<Self::Configs>;

    /// Adds its handles.
    fn lend<'a>(&'a self, to: &mut Handles<'a>);

    /// Adds its configurations.
    fn give<'a>(configs: &'a Self::Configs, to: &mut Configs<'a>);
}

impl<C: RedisConfig> Configured for Handle<C> {
    type Configs = C;
}

impl<C: RedisConfig> Member for Handle<C> {
    const META: Members = Members::One(MemberMeta {
        instance: MemberDefinition {
            member: "",
            name: C::NAME,
            fields: C::FIELDS,
            fixed: C::FIXED,
            fallback: C::FALLBACK,
        },
        load: load::<C>,
        describe: describe::<C>,
        explain: explained::<C>,
    });

    fn take(from: &mut Parts) -> Option<Self> {
        from.next()
    }

    fn take_configs(from: &mut Parts) -> Option<C> {
        from.next()
    }

    fn lend<'a>(&'a self, to: &mut Handles<'a>) {
        to.0.push(self);
    }

    fn give<'a>(config: &'a C, to: &mut Configs<'a>) {
        to.0.push(config);
    }
}

/// A member as it is known at compile time.
#[derive(Clone, Copy, Debug)]
pub enum Members {
    /// A handle.
    One(MemberMeta),
    /// A group: its members with their names, in the order of the struct.
    Several(&'static [(&'static str, Members)]),
}

/// A handle as it is known at compile time.
#[derive(Clone, Copy, Debug)]
pub struct MemberMeta {
    /// For the comparison with other members.
    pub(crate) instance: MemberDefinition<'static>,
    pub(crate) load: fn(&Sources) -> Result<Box<dyn AnyConfig>, Invalid>,
    pub(crate) describe: fn() -> InstanceReference,
    pub(crate) explain: fn(&Sources) -> Explained,
}

/// A handle of a group, or of a group in it.
pub(crate) struct Leaf {
    /// `jobs`, or `queues.jobs` in the group `queues`.
    pub(crate) path: Cow<'static, str>,
    pub(crate) meta: MemberMeta,
}

/// All handles of a group, in the order of the structs.
pub(crate) fn leaves<G: Member>() -> Vec<Leaf> {
    let mut leaves = Vec::new();
    add(Cow::Borrowed(""), G::META, &mut leaves);
    leaves
}

fn add(path: Cow<'static, str>, members: Members, leaves: &mut Vec<Leaf>) {
    match members {
        Members::One(meta) => leaves.push(Leaf { path, meta }),
        Members::Several(members) => {
            for (name, members) in members {
                let path = if path.is_empty() {
                    Cow::Borrowed(*name)
                } else {
                    Cow::Owned(format!("{path}.{name}"))
                };
                add(path, *members, leaves);
            }
        }
    }
}

fn load<C: RedisConfig>(sources: &Sources) -> Result<Box<dyn AnyConfig>, Invalid> {
    let config: C = sources.load()?;
    Ok(Box::new(config))
}

/// A handle, without the type of its definition.
pub(crate) trait AnyHandle: Send + Sync {
    /// A number for each instance: switches wait for the instances in this order.
    fn instance_id(&self) -> usize;

    /// Asks the server for its health.
    fn health(&self) -> Asking<'_>;

    /// The current state.
    fn state(&self) -> State;

    /// Closes the instance for good.
    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// Waits for the right to switch.
    fn switch_permit(&self) -> Pin<Box<dyn Future<Output = SwitchPermit> + Send + '_>>;

    /// The target of a switch to this configuration; `None` if it is of another definition.
    fn target(&self, config: &dyn AnyConfig) -> Option<Result<Target, SwitchError>>;
}

impl<C: RedisConfig> AnyHandle for Handle<C> {
    fn instance_id(&self) -> usize {
        self.instance_id()
    }

    fn health(&self) -> Asking<'_> {
        Box::pin(self.health())
    }

    fn state(&self) -> State {
        self.state()
    }

    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.close())
    }

    fn switch_permit(&self) -> Pin<Box<dyn Future<Output = SwitchPermit> + Send + '_>> {
        Box::pin(self.switch_permit())
    }

    fn target(&self, config: &dyn AnyConfig) -> Option<Result<Target, SwitchError>> {
        let config: &dyn Any = config;
        Some(Self::switch_target(config.downcast_ref::<C>()?))
    }
}

/// A question about the health of a server.
pub(crate) type Asking<'a> =
    Pin<Box<dyn Future<Output = Result<Health, ConnectError>> + Send + 'a>>;

/// The handles of a group in the order of the struct.
#[derive(Default)]
pub struct Handles<'a>(pub(crate) Vec<&'a dyn AnyHandle>);

impl fmt::Debug for Handles<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handles").field(&self.0.len()).finish()
    }
}

/// A definition, without its type.
pub(crate) trait AnyConfig: Any + Send + Sync {
    /// The resolved settings.
    ///
    /// # Errors
    ///
    /// All violations.
    fn resolve(&self) -> Result<Settings, Invalid>;

    /// Diagnoses the instance.
    fn diagnose(&self) -> Diagnosing<'_>;

    /// Connects. Gives a [`Handle`].
    fn open(&self) -> Opening<'_>;

    /// Gives a [`Handle`] that connects on first use.
    ///
    /// # Errors
    ///
    /// All violations.
    fn open_lazy(&self) -> Result<Part, Invalid>;

    /// A copy of the definition.
    fn copy(&self) -> Part;

    /// The definition itself.
    fn into_part(self: Box<Self>) -> Part;
}

/// A diagnosis that is being made.
pub(crate) type Diagnosing<'a> = Pin<Box<dyn Future<Output = InstanceDiagnosis> + Send + 'a>>;

/// A handle that is being connected.
pub(crate) type Opening<'a> = Pin<Box<dyn Future<Output = Result<Part, ConnectError>> + Send + 'a>>;

/// A handle or a definition.
pub(crate) type Part = Box<dyn Any + Send>;

impl<C: RedisConfig> AnyConfig for C {
    fn resolve(&self) -> Result<Settings, Invalid> {
        self.settings()
    }

    fn diagnose(&self) -> Diagnosing<'_> {
        Box::pin(run::diagnose_instance(self))
    }

    fn open(&self) -> Opening<'_> {
        Box::pin(async move {
            let handle = Handle::connect(self).await?;
            Ok(Box::new(handle) as Part)
        })
    }

    fn open_lazy(&self) -> Result<Part, Invalid> {
        Ok(Box::new(Handle::connect_lazy(self)?))
    }

    fn copy(&self) -> Part {
        Box::new(self.clone())
    }

    fn into_part(self: Box<Self>) -> Part {
        self
    }
}

/// The configurations of a group in the order of the struct.
#[derive(Default)]
pub struct Configs<'a>(pub(crate) Vec<&'a dyn AnyConfig>);

impl fmt::Debug for Configs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Configs").field(&self.0.len()).finish()
    }
}

/// The parts of a group in the order of the struct: its members, or their configurations.
#[derive(Debug)]
pub struct Parts(vec::IntoIter<Part>);

impl Parts {
    pub(crate) fn new(parts: Vec<Part>) -> Self {
        Self(parts.into_iter())
    }

    fn next<T: Any>(&mut self) -> Option<T> {
        self.0.next()?.downcast().ok().map(|part| *part)
    }
}
