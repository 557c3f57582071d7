//! Switching all members of a group together.

use futures_util::future::join_all;

use super::member::{AnyHandle, Member};
use super::operations::{Group, GroupResult, all, cause, configs_of, handles_of};
use crate::handle::instance::switch::{PreparedSwitch, SwitchPermit};
use crate::handle::instance::switch_error::SwitchError;

impl<G: Member> Group<G> {
    /// `switch()` of a group.
    ///
    /// # Errors
    ///
    /// Every member that cannot be switched; then none is.
    pub async fn switch(group: &G, configs: &G::Configs) -> GroupResult<()> {
        let handles = handles_of(group);
        let permits = permits(&handles).await;
        let members = handles.iter().zip(configs_of::<G>(configs)).zip(permits);
        let prepared =
            members.map(
                async |((handle, config), permit)| match handle.target(config) {
                    Some(target) => Ok(Some(permit.prepare(target?).await?)),
                    None => Ok(None),
                },
            );
        commit::<G>(join_all(prepared).await)
    }

    /// `rollback()` of a group.
    ///
    /// # Errors
    ///
    /// Every member that cannot go back; then none does.
    pub async fn rollback(group: &G) -> GroupResult<()> {
        let permits = permits(&handles_of(group)).await;
        let prepared = permits
            .into_iter()
            .map(async |permit| permit.prepare_rollback().await.map(Some));
        commit::<G>(join_all(prepared).await)
    }
}

/// Waits for the right to switch every member, always in the same order, so that two switches cannot deadlock.
async fn permits(handles: &[&dyn AnyHandle]) -> Vec<SwitchPermit> {
    let mut order: Vec<usize> = (0..handles.len()).collect();
    order.sort_by_key(|index| handles[*index].instance_id());
    let mut permits = Vec::with_capacity(handles.len());
    for index in order {
        permits.push((index, handles[index].switch_permit().await));
    }
    permits.sort_by_key(|(index, _)| *index);
    permits.into_iter().map(|(_, permit)| permit).collect()
}

/// Switches all members or none: checks every target again, and then swaps without waiting in between.
fn commit<G: Member>(
    prepared: Vec<Result<Option<PreparedSwitch>, SwitchError>>,
) -> GroupResult<()> {
    let checked = prepared.into_iter().map(|prepared| {
        let prepared = prepared.map_err(cause)?;
        if let Some(prepared) = &prepared {
            prepared.check().map_err(cause)?;
        }
        Ok(prepared)
    });
    for prepared in all::<G, _>(checked)?.into_iter().flatten() {
        prepared.commit();
    }
    Ok(())
}
