//! Switching all members of a group together.

use futures_util::future::join_all;

use super::member::{AnyHandle, Handles};
use super::operations::{Answer, Group, all, cause, configs_of};
use crate::handle::instance::switch::{PreparedSwitch, SwitchPermit};
use crate::handle::instance::switch_error::SwitchError;

/// `switch()` of a group.
///
/// # Errors
///
/// Every member that cannot be switched; then none is.
pub async fn switch_group<G: Group>(group: &G, configs: &G::Configs) -> Answer<()> {
    let handles = handles_of(group);
    let turns = turns(&handles).await;
    let members = handles.iter().zip(configs_of::<G>(configs)).zip(turns);
    let prepared = members.map(
        async |((handle, config), turn)| match handle.target(config) {
            Some(target) => Ok(Some(turn.prepare(target?).await?)),
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
pub async fn rollback_group<G: Group>(group: &G) -> Answer<()> {
    let turns = turns(&handles_of(group)).await;
    let prepared = turns
        .into_iter()
        .map(async |turn| turn.prepare_rollback().await.map(Some));
    commit::<G>(join_all(prepared).await)
}

fn handles_of<G: Group>(group: &G) -> Vec<&dyn AnyHandle> {
    let mut all = Handles::default();
    group.handles(&mut all);
    all.0
}

/// Waits for the turn of every member, always in the same order: two switches of two groups never wait for each other.
async fn turns(handles: &[&dyn AnyHandle]) -> Vec<SwitchPermit> {
    let mut order: Vec<usize> = (0..handles.len()).collect();
    order.sort_by_key(|at| handles[*at].instance_id());
    let mut turns = Vec::with_capacity(handles.len());
    for at in order {
        turns.push((at, handles[at].switch_permit().await));
    }
    turns.sort_by_key(|(at, _)| *at);
    turns.into_iter().map(|(_, turn)| turn).collect()
}

/// All or none: every target is looked at once more, and nothing comes between that and the swaps.
fn commit<G: Group>(prepared: Vec<Result<Option<PreparedSwitch>, SwitchError>>) -> Answer<()> {
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
