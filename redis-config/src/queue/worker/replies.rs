//! What a worker does with the replies to its commands.

use std::time::Instant;

use redis::RedisResult;

use super::commands::{Event, Reply};
use super::handler::job_slots::WaitingJob;
use super::server_sessions::ServerSession;
use super::state::{Phase, Preflight, WorkerState};
use crate::config::definition::RedisConfig;
use crate::queue::engine::envelope::Envelope;
use crate::queue::engine::limits::SCHEMA;
use crate::queue::engine::reply::{Claimed, Swept};
use crate::queue::engine::scripts_api::Operation;
use crate::queue::error::{QueueError, may_have_run};
use crate::random;

/// Applies an event to the state.
pub(crate) fn apply<C: RedisConfig>(state: &mut WorkerState<C>, event: Event, now: Instant) {
    let (generation, reply) = match event {
        Event::Woken => return state.scheduler.wake(),
        Event::Reply { generation, reply } => (generation, reply),
    };
    let is_current = generation == state.sessions.current().generation;
    // Always there: a session with a command in flight is not closed.
    let Some(session) = state.sessions.of_generation(generation) else {
        return;
    };
    session.commands -= 1;
    match reply {
        Reply::Claim {
            claim,
            requested_at,
            result,
        } => {
            back_off(session, state.queue, "claim", &result, now);
            if result.as_ref().is_err_and(may_have_run) {
                // The claim may exist, so it is requested again with its number, and in the same session.
                return state.scheduler.reply_lost(claim);
            }
            state.scheduler.replied(claim);
            if let Ok(claimed) = result {
                apply_claim(state, generation, claim, requested_at, claimed, now);
            }
            state.sessions.replied(claim);
        }
        Reply::Finish { finishes, result } => {
            back_off(session, state.queue, "finish", &result, now);
            let claims = &mut session.claims;
            match result {
                Ok(exist) => {
                    for lost in claims.finish_replied(finishes, &exist, &mut state.summary, now) {
                        state.slots.remove_claim(lost);
                    }
                }
                Err(error) => claims.finish_failed(finishes, may_have_run(&error), now),
            }
        }
        Reply::Renew {
            claims: renewed,
            requested_at,
            result,
        } => {
            back_off(session, state.queue, "renew", &result, now);
            let claims = &mut session.claims;
            let Ok(missing) = result else {
                return claims.renewal_failed(now);
            };
            for lost in claims.renewal_replied(&renewed, &missing, requested_at, &mut state.summary)
            {
                tracing::warn!(
                    queue = state.queue,
                    "a lease was lost: its handlers are cancelled"
                );
                state.slots.remove_claim(lost);
            }
        }
        Reply::Sweep(result) => {
            back_off(session, state.queue, "sweep", &result, now);
            state.is_sweeping = false;
            let third = state.options.lease / 3;
            state.sweep_at = now + random::between(third / 2, third + third / 2);
            if let Ok(swept) = result {
                apply_sweep(state, swept, now);
            }
        }
        // About a server that was left by a switch. The new one is asked next.
        Reply::Preflight(_) if !is_current => {
            state.preflight = Preflight::Unknown;
        }
        Reply::Preflight(Some(Ok(()))) => {
            session.backoff.end();
            state.preflight = Preflight::Passed;
        }
        Reply::Preflight(Some(Err(error))) => {
            state.preflight = Preflight::Unknown;
            state.fail(error, now);
        }
        Reply::Preflight(None) => {
            session.backoff.begin(now);
            state.preflight = Preflight::Unknown;
        }
    }
}

/// A failed command pauses the session, and a successful one ends the pause.
fn back_off<C: RedisConfig, T>(
    session: &mut ServerSession<C>,
    queue: &'static str,
    call: &'static str,
    result: &RedisResult<T>,
    now: Instant,
) {
    match result {
        Ok(_) => session.backoff.end(),
        Err(error) => {
            tracing::warn!(queue, call, error = %error, "a worker's command failed: the worker retries");
            session.backoff.begin(now);
        }
    }
}

fn apply_claim<C: RedisConfig>(
    state: &mut WorkerState<C>,
    generation: u64,
    claim: u64,
    requested_at: Instant,
    claimed: Claimed,
    now: Instant,
) {
    let envelopes = match claimed {
        Claimed::Jobs(envelopes) => envelopes,
        // An empty queue at a server that was left by a switch does not mean that the current one is empty.
        Claimed::Empty { .. } if generation != state.sessions.current().generation => return,
        Claimed::Empty { next_due } => return state.scheduler.queue_is_empty(next_due, now),
        Claimed::SchemaNewer(found) => {
            let supported = SCHEMA;
            return state.fail(QueueError::SchemaNewer { found, supported }, now);
        }
    };
    state.scheduler.wake();
    let (id, token) = (state.commands.claim_id(claim), state.cancel.child_token());
    let session = state.sessions.for_request(claim);
    session
        .claims
        .insert(claim, id, envelopes.len(), token, requested_at);
    for (position, bytes) in (0..).zip(envelopes) {
        if let Ok(envelope) = Envelope::decode(bytes) {
            state.summary.redelivered += u64::from(envelope.header.deliveries > 0);
            let job = WaitingJob {
                claim,
                position,
                envelope,
            };
            state.slots.push(job, now);
        } else {
            let reason = "malformed item: not a job of this version of redis-config".to_owned();
            let operation = Some(Operation::Malformed(reason));
            state.sessions.settle(claim, position, operation, now);
        }
    }
    if state.phase != Phase::Working {
        state.requeue_waiting(now);
    }
}

fn apply_sweep<C: RedisConfig>(state: &mut WorkerState<C>, swept: Swept, now: Instant) {
    state.summary.dead += swept.dead;
    if swept.suspects + swept.dead > 0 {
        tracing::warn!(
            queue = state.queue,
            redelivered = swept.suspects,
            dead = swept.dead,
            "jobs of a vanished worker"
        );
        state.scheduler.wake();
    }
    if swept.more {
        state.sweep_at = now;
    }
}
