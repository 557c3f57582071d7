//! An instance: its generations, and the switch from one to the next.
//!
//! * [`instance`]: `Instance`, which the handles share; holds the current generation, and drains the ones before
//! * [`generation`]: `Generation`, one configuration in use: its node, replica or cluster
//! * [`topology_detection`]: asks the server what it is, for `topology = auto`
//! * [`switch`]: connects to a new configuration, probes it, and makes it the current one
//! * [`switch_error`]: `SwitchError`, with the step that failed
//!
//! A generation never changes its configuration. A switch makes the next one, retires the one before, and closes it when its
//! commands have ended and no connection is pinned to it.
//!
//! May import `node` and `cluster`. Start reading at [`generation::Generation`], then [`switch::PreparedSwitch`].

pub(crate) mod generation;
pub(crate) mod instance;
pub(crate) mod switch;
pub(crate) mod switch_error;
pub(crate) mod topology_detection;
