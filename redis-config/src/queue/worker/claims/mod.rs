//! The claims of a worker: when to take one, and what is settled in it.
//!
//! * `claim_scheduler`: when to claim, and how many jobs
//! * `claim`: one claim, with a bitmap of the jobs that are settled here and in Redis
//! * `claims`: all claims at one server, with the deadline for sending results
//! * `lease_renewal`: when their leases are renewed
//!
//! The main type is [`Claims`](claims::Claims). Start with `claim`, whose tests show the life of a claim.
//!
//! These types only keep state. They send nothing: `worker::commands` asks what is due, and `worker::replies` reports
//! what Redis replied. They import `queue::engine` (limits, `Finish`) and `worker::summary`, and nothing of the worker
//! itself.

pub(crate) mod claim;
pub(crate) mod claim_scheduler;
pub(crate) mod claims;
pub(crate) mod lease_renewal;
