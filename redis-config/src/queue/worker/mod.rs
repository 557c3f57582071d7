//! The worker: claims jobs, runs handlers, and reports the results to Redis.
//!
//! One task owns all state and is the only one that changes it. Handlers run in tasks of their own and report through a
//! channel; commands are futures that end in an event. So there is no lock, and no order of events that is not an order
//! of calls in `event_loop`.
//!
//! * `worker`, `options`: the public [`Worker`](worker::Worker) and its checked options
//! * `event_loop`: the loop: waits for the next event, then does everything that is due
//! * `state`: what the loop knows; `commands`: what it sends; `replies`: what it does with each reply
//! * `server_sessions`: the claims at the current server, and at servers that were left by a switch
//! * `wake_listener`: the blocking `BLPOP` of an idle worker; `error_backoff`: the pauses after failed commands
//! * `claims/`, `handler/`: claimed jobs as Redis sees them, and as handlers see them
//!
//! Imports go in one direction: `worker → event_loop → replies → state → commands → server_sessions → claims, handler`.
//! Outside of this directory they use `queue::engine` and `handle`. Start with `event_loop`.

pub(crate) mod claims;
pub(crate) mod commands;
pub(crate) mod error_backoff;
pub(crate) mod event_loop;
pub(crate) mod handler;
pub(crate) mod options;
pub(crate) mod replies;
pub(crate) mod server_sessions;
pub(crate) mod state;
pub(crate) mod summary;
pub(crate) mod wake_listener;
pub(crate) mod worker;
