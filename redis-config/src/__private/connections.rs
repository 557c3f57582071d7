//! Connecting a group.

use std::future::Future;
use std::pin::Pin;

use crate::config::RedisConfig;
use crate::group::{ConnectionFailure, ConnectionsError, FailureCause};
use crate::handle::Handle;
use crate::load::Sources;

pub use futures_util::future::join;

/// What a member of a group can be: a [`Handle`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a member of a group of connections",
    label = "not a `Handle`",
    note = "a member is the handle of an instance: `jobs: Handle<JobsRedis>`"
)]
pub trait Member: Sized + Send {
    /// The definition of its instance.
    type Config: RedisConfig;

    /// The handle as a member.
    fn of(handle: Handle<Self::Config>) -> Self;
}

impl<C: RedisConfig> Member for Handle<C> {
    type Config = C;

    fn of(handle: Handle<C>) -> Self {
        handle
    }
}

/// A member, connected or not.
pub type Outcome<M> = Result<M, FailureCause>;

/// Loads the definition of a member and connects it.
pub fn member<'a, M: Member + 'a>(
    sources: &'a Sources,
) -> Pin<Box<dyn Future<Output = Outcome<M>> + Send + 'a>> {
    Box::pin(async move {
        let config: M::Config = sources.load()?;
        Ok(M::of(Handle::connect(&config).await?))
    })
}

/// Loads the definition of a member; its handle connects on first use.
///
/// # Errors
///
/// What is wrong with the definition.
pub fn member_lazy<M: Member>(sources: &Sources) -> Outcome<M> {
    let config: M::Config = sources.load()?;
    Ok(M::of(Handle::connect_lazy(&config)?))
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

    /// The member, or a note of why there is none.
    pub fn note<M: Member>(&mut self, member: &'static str, outcome: Outcome<M>) -> Option<M> {
        match outcome {
            Ok(connected) => Some(connected),
            Err(cause) => {
                let instance = <M::Config as RedisConfig>::NAME;
                self.0.push(ConnectionFailure::new(member, instance, cause));
                None
            }
        }
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
