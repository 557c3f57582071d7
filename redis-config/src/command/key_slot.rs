//! The one hash slot of a request that is sent whole, to one node.

use redis::{Cmd, Pipeline, RedisError};

use super::route::{Destination, Unroutable, command_name, route};
use super::split_by_slot::split;

/// The slot of the keys of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeySlot {
    /// It has no key: every node can run it.
    Any,
    /// The node with this slot has to run it.
    Slot(u16),
}

impl KeySlot {
    /// The slot of one command.
    pub(crate) fn one(command: &Cmd) -> Result<Self, RedisError> {
        Self::of(command).map_err(|refused| refused.refusal(&command_name(command)))
    }

    /// The common slot of all commands of a pipeline.
    pub(crate) fn many(pipeline: &Pipeline) -> Result<Self, RedisError> {
        pipeline.cmd_iter().try_fold(Self::Any, |slot, command| {
            let refused = |refused: Unroutable| refused.refusal("a pipeline on one socket");
            slot.and(Self::one(command)?).map_err(refused)
        })
    }

    /// The common slot of all commands of a transaction.
    pub(crate) fn transaction(pipeline: &Pipeline) -> Result<Self, RedisError> {
        let mut commands = pipeline.cmd_iter();
        commands
            .try_fold(Self::Any, |slot, command| slot.and(Self::of(command)?))
            .map_err(|refused| refused.refusal("a transaction"))
    }

    /// Whether it has a key.
    pub(crate) fn is_keyed(self) -> bool {
        self != Self::Any
    }

    fn of(command: &Cmd) -> Result<Self, Unroutable> {
        match route(command)?.destination {
            // Sent whole, a command for every primary is one for the node of its request.
            Destination::Any | Destination::Primaries(_) => Ok(Self::Any),
            Destination::Slot(slot) => Ok(Self::Slot(slot)),
            // A shared connection would split it. Here it must stay whole.
            Destination::Split { step, .. } => {
                let parts = split(command, step);
                let slot = |part: usize| parts.get(part).map_or(0, |part| part.slot);
                Err(Unroutable::CrossSlot(slot(0), slot(1)))
            }
        }
    }

    fn and(self, other: Self) -> Result<Self, Unroutable> {
        match (self, other) {
            (Self::Slot(first), Self::Slot(second)) if first != second => {
                Err(Unroutable::CrossSlot(first, second))
            }
            (Self::Any, slot) | (slot, _) => Ok(slot),
        }
    }
}
