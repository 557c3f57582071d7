//! Every single reply lost, one after the other: in each case no job is lost and none runs twice.

use std::collections::HashSet;
use std::time::Duration;

use redis_config::queue::QueueError;
use redis_config_tests::fixture::crash_jobs::{Kind, Task};
use redis_config_tests::proxy::{Armed, Direction, Proxy};

use crate::fixture::{Rig, Running};

/// Long beside a reconnect: what is lost is made good within it, or the job would run again.
const LEASE: Duration = Duration::from_secs(10);

/// Pushes jobs of all kinds, works them, and checks that each ran as often as it should, whatever `fault` is.
async fn life(rig: &Rig, fault: impl FnOnce(&Proxy) -> Armed) -> bool {
    rig.server.call(&["FLUSHALL"]).expect("answers");
    let armed = fault(&rig.proxy);
    let worker = Running::start(&rig.handle, LEASE);
    let mut steady = HashSet::new();
    for _ in 0..3 {
        steady.insert(rig.push(Kind::Steady(0)).await.0);
    }
    let (failing, _) = rig.push(Kind::FailsOnce).await;
    rig.drained().await;
    let mut runs = worker.stop().await;
    let fired = armed.fired();
    rig.proxy.heal();

    let second = runs.iter().position(|run| *run == (failing, 1, 2));
    runs.remove(second.expect("the failed attempt is followed by another"));
    let ids: HashSet<_> = runs.iter().map(|(id, _, _)| *id).collect();
    steady.insert(failing);
    assert_eq!(ids, steady, "every job ran, and no other");
    assert!(
        runs.len() == 4
            && runs
                .iter()
                .all(|(_, delivery, attempt)| (*delivery, *attempt) == (1, 1)),
        "a job ran twice: {runs:?}"
    );
    let dead = rig.watching.stats().await.expect("answers").dead;
    assert_eq!(dead, 0, "nothing is dead");
    fired
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_reply_is_lost_each_job_runs_once() {
    let rig = Rig::new().await;
    let mut nth = 1;
    while life(&rig, |proxy| proxy.lose_reply(nth, |_| true)).await {
        nth += 1;
    }
    let lost: HashSet<String> = rig
        .proxy
        .lost()
        .into_iter()
        .map(|lost| lost.command)
        .collect();
    println!("{} answers lost one by one, to {lost:?}", nth - 1);
    assert!(nth > 5, "push, claim and finish have answers");
    assert!(lost.contains("EVALSHA"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_command_is_lost_each_job_runs_once() {
    let rig = Rig::new().await;
    let mut nth = 1;
    while life(&rig, |proxy| proxy.lose_request(nth, |_| true)).await {
        nth += 1;
    }
    println!("{} commands lost one by one", nth - 1);
    assert!(nth > 5, "push, claim and finish are commands");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_of_unknown_outcome_has_its_id_and_that_id_makes_no_second_job() {
    let rig = Rig::new().await;
    let task = Task::new(Kind::Steady(0));
    rig.queue.push(&task).await.expect("is pushed");
    for reached in [true, false] {
        rig.server.call(&["FLUSHDB"]).expect("answers");
        // Each reply, or each request, is lost for as long as the command is retried.
        let lost: Vec<_> = (0..500)
            .map(|_| match reached {
                true => rig.proxy.lose_reply(1, |command| command.is("EVALSHA")),
                false => rig.proxy.lose_request(1, |command| command.is("EVALSHA")),
            })
            .collect();
        let error = rig
            .queue
            .push(&task)
            .await
            .expect_err("no answer ever comes");
        assert!(lost.iter().any(Armed::fired));
        rig.proxy.heal();
        let QueueError::OutcomeUnknown { ids, .. } = error else {
            panic!("not reported as unknown: {error}");
        };
        let ready = rig.watching.stats().await.expect("answers").ready;
        assert_eq!(ready, u64::from(reached));
        assert_eq!(ids.len(), 1);
        let again = rig.try_push(ids[0], &task).await.expect("is pushed");
        assert_eq!(again, ids[0]);
        let ready = rig.watching.stats().await.expect("answers").ready;
        assert_eq!(
            ready, 1,
            "one job, whether the first push arrived ({reached}) or not"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_cut_at_any_byte_makes_one_job() {
    let rig = Rig::new().await;
    for (direction, step) in [(Direction::Request, 5), (Direction::Reply, 1)] {
        let mut bytes = 0;
        loop {
            rig.server.call(&["FLUSHDB"]).expect("answers");
            let armed = rig.proxy.cut_after(direction, bytes);
            let (id, _) = rig.push(Kind::Steady(0)).await;
            let fired = armed.fired();
            rig.proxy.heal();
            let ready = rig.watching.stats().await.expect("answers").ready;
            assert_eq!(
                ready, 1,
                "cut after byte {bytes} of {direction:?}: jobs of id {id}"
            );
            if !fired {
                break;
            }
            bytes += step;
        }
        println!("{direction:?} cut at every byte up to {bytes}");
        assert!(bytes > 0, "no cut happened");
    }
}
