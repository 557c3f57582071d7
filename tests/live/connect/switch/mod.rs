//! Switches of a running instance to another server, and back.
//!
//! `one_instance` is the place to start; `group` switches several members at once and `follow` switches when the sources
//! change. `unfit_target` tests targets that are refused, `drain` what remains at the old server, `rollback_depth` how many
//! configurations can be restored, `in_use` the definition in force and the end of an instance, `mixed_load` all kinds of commands during switches.

mod drain;
mod fixture;
mod follow;
mod group;
mod in_use;
mod mixed_load;
mod one_instance;
mod rollback_depth;
mod unfit_target;
