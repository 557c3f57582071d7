//! Connecting a group.

use std::future::Future;
use std::pin::Pin;

use crate::__private::Instance;
use crate::config::RedisConfig;
use crate::group::{ConnectionFailure, ConnectionsError, FailureCause};
use crate::handle::Handle;
use crate::load::Sources;

pub use futures_util::future::join;

/// What a member of a group can be: a [`Handle`]. Generated code uses a member by this trait alone and at its
/// type's own place, so that one that is no handle is reported once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a group of connections",
    label = "not a `Handle`",
    note = "a member is the handle of an instance: `jobs: Handle<JobsRedis>`"
)]
pub trait Member: Sized + Send {
    /// The definition of its instance.
    type Config: RedisConfig;
    /// What is compared with the other members, but for the member's own name.
    const INSTANCE: Instance = Instance {
        member: "",
        name: <Self::Config as RedisConfig>::NAME,
        fields: <Self::Config as RedisConfig>::FIELDS,
    };

    /// Loads the definition and connects.
    fn connect(sources: &Sources) -> Connecting<'_, Self>;

    /// Loads the definition; the handle connects on first use.
    ///
    /// # Errors
    ///
    /// What is wrong with the definition.
    fn connect_lazy(sources: &Sources) -> Outcome<Self>;

    /// The member, or a note of why there is none.
    fn note(outcome: Outcome<Self>, member: &'static str, failures: &mut Failures) -> Option<Self> {
        outcome
            .map_err(|cause| failures.add(member, Self::INSTANCE.name, *cause))
            .ok()
    }
}

/// A member, or why there is none.
pub type Outcome<M> = Result<M, Box<FailureCause>>;

fn cause(error: impl Into<FailureCause>) -> Box<FailureCause> {
    Box::new(error.into())
}

/// A member that is being connected.
pub type Connecting<'a, M> = Pin<Box<dyn Future<Output = Outcome<M>> + Send + 'a>>;

impl<C: RedisConfig> Member for Handle<C> {
    type Config = C;

    fn connect(sources: &Sources) -> Connecting<'_, Self> {
        Box::pin(async move {
            let config: C = sources.load().map_err(cause)?;
            Self::connect(&config).await.map_err(cause)
        })
    }

    fn connect_lazy(sources: &Sources) -> Outcome<Self> {
        let config: C = sources.load().map_err(cause)?;
        Self::connect_lazy(&config).map_err(cause)
    }
}

/// The members that failed.
#[derive(Debug, Default)]
pub struct Failures(Vec<ConnectionFailure>);

impl Failures {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn add(&mut self, member: &'static str, instance: &'static str, cause: FailureCause) {
        self.0.push(ConnectionFailure::new(member, instance, cause));
    }

    /// What `connect()` answers if a member is lacking.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn fail<T>(self, group: &'static str) -> Result<T, ConnectionsError> {
        Err(ConnectionsError::new(group, self.0))
    }
}
