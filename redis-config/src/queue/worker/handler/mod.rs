//! One run of a handler: what it receives, what it may return, and the slots that limit how many run at once.
//!
//! * `attempt`: runs one job in its own task, and reports the result even if the task is dropped
//! * `job_slots`: the jobs that a worker has claimed, waiting or running
//! * `context`: what a handler can ask about its job
//! * `outcome`: what a handler may return
//!
//! The main type is [`JobSlots`](job_slots::JobSlots). Start with `attempt::Runner`. Nothing here talks to Redis: the
//! imports are `queue::engine::envelope`, `queue::job` and `queue::job_id`. When a job starts, and what follows from its
//! result, is decided in `worker::event_loop`.

pub(crate) mod attempt;
pub(crate) mod context;
pub(crate) mod job_slots;
pub(crate) mod outcome;
