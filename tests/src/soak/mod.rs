//! The soak test: a service under faults drawn from a seed, and the checks after them.
//!
//! One run has one topology. `definition` has its options, instance and jobs, `run` is the place to start. While `load` and
//! the `worker` processes use the `servers`, the `fault_injector` makes faults and writes them to the `journal`. Then all
//! faults are healed, the queue is drained, and `check` compares what was acknowledged with what was done, and
//! each `count` of tasks, files and sockets with the one before the run.

mod check;
mod count;
mod definition;
mod fault_injector;
mod journal;
mod load;
mod run;
mod servers;
mod worker;

pub use definition::{BOUND, Chore, Options, SoakRedis, Topology};
pub use run::run;
pub use worker::work;
