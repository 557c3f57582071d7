//! A group in use: the health and the state of its members, and their end.

use futures_util::future::join_all;

use super::by_member::ByMember;
use super::member::{AnyHandle, Member, leaves};
use super::operations::{Group, handles_of};
use crate::error::ConnectError;
use crate::handle::health::Health;
use crate::handle::state::State;

impl<G: Member> Group<G> {
    /// `health()` of a group.
    pub async fn health(group: &G) -> ByMember<Result<Health, ConnectError>> {
        let handles = handles_of(group);
        let asked = handles.iter().map(|handle| handle.health());
        named::<G, _>(join_all(asked).await)
    }

    /// `state()` of a group.
    #[must_use]
    pub fn state(group: &G) -> ByMember<State> {
        named::<G, _>(handles_of(group).into_iter().map(AnyHandle::state))
    }

    /// `close()` of a group.
    pub async fn close(group: &G) {
        let handles = handles_of(group);
        join_all(handles.iter().map(|handle| handle.close())).await;
    }
}

fn named<G: Member, T>(values: impl IntoIterator<Item = T>) -> ByMember<T> {
    let names = leaves::<G>().into_iter().map(|leaf| leaf.path);
    ByMember::new(names.zip(values))
}
