//! A promoted replica that lacks the last acknowledged writes. Those are lost, as Redis documents, and no others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use redis_config::dev::Sentinel;
use redis_config::queue::{
    CancellationToken, Context, Job, JobId, PushOptions, Queue, Stats, Worker,
};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use serde::{Deserialize, Serialize};
use tokio::task::block_in_place;

use super::fixture::{Guarded, replicated, up};
use crate::fixture::PATIENCE;

const AT_ONCE: usize = 4;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Errand {
    marker: String,
}

impl Job for Errand {
    const QUEUE: &'static str = "errands";
}

type Runs = Arc<Mutex<HashMap<JobId, u32>>>;

fn runs(runs: &Runs) -> HashMap<JobId, u32> {
    let runs = runs.lock().unwrap_or_else(PoisonError::into_inner);
    runs.clone()
}

async fn push(queue: &Queue<Guarded, Errand>, count: usize) -> Vec<JobId> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let errand = Errand {
            marker: canary::PAYLOAD.to_owned(),
        };
        ids.push(queue.push(&errand).await.expect("the primary is up"));
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_promoted_replica_that_lacks_the_last_jobs_loses_those_and_no_other() {
    let (set, handle, _room) = up(Sentinel::builder()).await;
    let queue: Queue<Guarded, Errand> = Queue::new(&handle);
    let kept = push(&queue, 100).await;
    replicated(&handle).await;
    let (primary, replica) = (&set.servers()[0], &set.servers()[1]);
    replica
        .call(&["CONFIG", "SET", "masterauth", "another"])
        .expect("it is up");
    primary
        .call(&["CLIENT", "KILL", "TYPE", "replica"])
        .expect("it is up");
    until("the replica receives nothing more", PATIENCE, async || {
        let info = replica.call(&["INFO", "replication"]);
        info.is_ok_and(|info| info.contains("master_link_status:down"))
    })
    .await;

    // The claims of the running jobs and the new jobs do not reach it.
    let (seen, gate, stop) = (
        Runs::default(),
        CancellationToken::new(),
        CancellationToken::new(),
    );
    let worker = Worker::new(&handle, {
        let (seen, gate) = (Arc::clone(&seen), gate.clone());
        move |_: Errand, context: Context| {
            let mut runs = seen.lock().unwrap_or_else(PoisonError::into_inner);
            *runs.entry(context.id()).or_default() += 1;
            let gate = gate.clone();
            async move {
                gate.cancelled().await;
                Ok::<(), &str>(())
            }
        }
    })
    .concurrency(AT_ONCE);
    let worker = tokio::spawn(worker.run_until(stop.clone().cancelled_owned()));
    until("some are in the middle", PATIENCE, async || {
        runs(&seen).len() == AT_ONCE
    })
    .await;
    let begun = runs(&seen);
    let lost = push(&queue, 50).await;
    block_in_place(|| set.kill_primary()).expect("it is up");
    block_in_place(|| set.wait_for_primary_other_than(primary.port(), PATIENCE))
        .expect("the replica is promoted");
    gate.cancel();
    let all_done = async |what| {
        until(what, PATIENCE, async || {
            queue
                .stats()
                .await
                .is_ok_and(|stats| stats == Stats::default())
        })
        .await;
    };
    all_done("all that it knew of is done").await;
    let now = runs(&seen);
    for id in &kept {
        // For the new primary, the jobs that ran when the old one died were never claimed.
        let expected = 1 + u32::from(begun.contains_key(id));
        assert_eq!(now.get(id), Some(&expected), "{id}");
    }
    assert_eq!(now.len(), kept.len(), "nothing of what is lost ran");

    // The producer can push again, by the same id.
    let errand = Errand {
        marker: canary::PAYLOAD.to_owned(),
    };
    let again = queue.push_with(&errand, PushOptions::new().id(lost[7]));
    assert_eq!(again.await.expect("the new primary is up"), lost[7]);
    all_done("it is done").await;
    // The old primary returns with the rest, which is discarded.
    block_in_place(|| primary.restart()).expect("it comes back");
    block_in_place(|| set.wait_until_settled()).expect("it becomes a replica");
    let new = push(&queue, 1).await;
    all_done("the next one is done, too").await;
    let now = runs(&seen);
    assert_eq!(now.get(&lost[7]), Some(&1));
    assert_eq!(now.get(&new[0]), Some(&1));
    assert_eq!(now.len(), kept.len() + 2);
    stop.cancel();
    let ended = tokio::time::timeout(PATIENCE, worker).await;
    ended
        .expect("the worker stops")
        .expect("it does not panic")
        .expect("it ends in order");
}
