//! One value for each member of a group.

use std::borrow::Cow;
use std::{slice, vec};

use crate::error::ConnectError;
use crate::handle::health::Health;
use crate::handle::state::State;

/// One value for each member of a group, with the name of the member, in the order of the struct: the health of each, or its
/// state. A member of a group in it is named `queues.jobs`.
///
/// ```no_run
/// # use redis_config::{ByMember, ConnectError, Health};
/// fn report(health: ByMember<Result<Health, ConnectError>>) -> u16 {
///     for (member, health) in &health {
///         println!("{member}: {health:?}");
///     }
///     if health.is_ok() { 200 } else { 503 }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ByMember<T>(Vec<(Cow<'static, str>, T)>);

impl<T> ByMember<T> {
    pub(crate) fn new(members: impl IntoIterator<Item = (Cow<'static, str>, T)>) -> Self {
        Self(members.into_iter().collect())
    }

    /// The value of a member: `jobs` for `jobs: Handle<JobsRedis>`, and `queues.jobs` for that in the group `queues`.
    #[must_use]
    pub fn get(&self, member: &str) -> Option<&T> {
        let found = self.0.iter().find(|(name, _)| *name == member);
        found.map(|(_, value)| value)
    }

    /// Every member and its value.
    pub fn iter(&self) -> slice::Iter<'_, (Cow<'static, str>, T)> {
        self.0.iter()
    }
}

impl ByMember<Result<Health, ConnectError>> {
    /// Whether every server has answered.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.0.iter().all(|(_, health)| health.is_ok())
    }
}

impl ByMember<State> {
    /// Whether commands are sent without waiting at every member: [`State::is_ready`].
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.iter().all(|(_, state)| state.is_ready())
    }
}

impl<T> IntoIterator for ByMember<T> {
    type Item = (Cow<'static, str>, T);
    type IntoIter = vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a ByMember<T> {
    type Item = &'a (Cow<'static, str>, T);
    type IntoIter = slice::Iter<'a, (Cow<'static, str>, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
