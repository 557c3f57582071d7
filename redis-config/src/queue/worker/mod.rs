//! queue::worker

pub(crate) mod attempt;
pub(crate) mod claim;
pub(crate) mod claim_scheduler;
pub(crate) mod claims;
pub(crate) mod commands;
pub(crate) mod context;
pub(crate) mod error_backoff;
pub(crate) mod event_loop;
pub(crate) mod job_slots;
pub(crate) mod outcome;
pub(crate) mod replies;
pub(crate) mod server_sessions;
pub(crate) mod summary;
pub(crate) mod wake_listener;
pub(crate) mod worker;
