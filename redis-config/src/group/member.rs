//! A member of a group.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
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

/// A type that can be a member of a group: a [`Handle`]. Generated code uses a member only by this trait, with the span of
/// its type, so that a type that is no handle is reported once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a group of connections",
    label = "not a `Handle`",
    note = "a member is the handle of an instance: `jobs: Handle<JobsRedis>`"
)]
pub trait Member: Sized + Send + 'static {
    /// The definition of its instance.
    type Config: RedisConfig;
    /// The member, except for its name.
    const META: MemberMeta = MemberMeta {
        instance: MemberDefinition {
            member: "",
            name: <Self::Config as RedisConfig>::NAME,
            fields: <Self::Config as RedisConfig>::FIELDS,
            fixed: <Self::Config as RedisConfig>::FIXED,
            fallback: <Self::Config as RedisConfig>::FALLBACK,
        },
        load: load::<Self::Config>,
        describe: describe::<Self::Config>,
        explain: explained::<Self::Config>,
        known: known::<Self::Config>,
        handle: handle::<Self::Config>,
    };
    /// Its operations.
    const OF: MemberType<Self> = MemberType {
        meta: Self::META,
        of: PhantomData,
    };
}

impl<C: RedisConfig> Member for Handle<C> {
    type Config = C;
}

/// The operations of a member. A value and not the trait, so that generated code names the trait once for each member, and a
/// type that is no handle is one error.
#[derive(Debug)]
pub struct MemberType<T> {
    /// The member, except for its name.
    pub meta: MemberMeta,
    of: PhantomData<fn() -> T>,
}

impl<T: Any> MemberType<T> {
    /// The next part, which is this member.
    pub fn take(&self, from: &mut Parts) -> Option<T> {
        from.next()
    }

    /// The next part, which is the configuration of this member.
    pub fn take_config<C: Any>(&self, from: &mut Parts) -> Option<C> {
        from.next()
    }

    /// Adds the handle.
    pub fn lend<'a>(&self, member: &'a T, to: &mut Handles<'a>) {
        to.0.extend((self.meta.handle)(member));
    }

    /// Adds the configuration of this member.
    pub fn give<'a, C: Any + Send + Sync>(&self, config: &'a C, to: &mut Configs<'a>) {
        to.0.extend((self.meta.known)(config));
    }
}

/// A member as it is known at compile time.
#[derive(Clone, Copy, Debug)]
pub struct MemberMeta {
    /// For the comparison with other members.
    pub instance: MemberDefinition,
    pub(crate) load: fn(&Sources) -> Result<Box<dyn AnyConfig>, Invalid>,
    pub(crate) describe: fn() -> InstanceReference,
    pub(crate) explain: fn(&Sources) -> Explained,
    known: for<'a> fn(&'a (dyn Any + Send + Sync)) -> Option<&'a dyn AnyConfig>,
    handle: for<'a> fn(&'a dyn Any) -> Option<&'a dyn AnyHandle>,
}

impl MemberMeta {
    /// With the name of a member.
    #[must_use]
    pub const fn of(self, member: &'static str) -> Self {
        let instance = self.instance.of(member);
        Self { instance, ..self }
    }
}

fn load<C: RedisConfig>(sources: &Sources) -> Result<Box<dyn AnyConfig>, Invalid> {
    let config: C = sources.load()?;
    Ok(Box::new(config))
}

fn known<C: RedisConfig>(config: &(dyn Any + Send + Sync)) -> Option<&dyn AnyConfig> {
    let config: &C = config.downcast_ref()?;
    Some(config)
}

fn handle<C: RedisConfig>(member: &dyn Any) -> Option<&dyn AnyHandle> {
    let handle: &Handle<C> = member.downcast_ref()?;
    Some(handle)
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
