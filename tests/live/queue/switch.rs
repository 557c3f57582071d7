//! Queues and workers whose instance moves to another server.

use std::collections::HashMap;

use redis_config::SwitchStep;
use redis_config::dev::Server;
use redis_config::queue::{CancellationToken, Context, Queue, Worker};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use crate::fixture::{
    Fixture, Number, PATIENCE, Seen, Working, definition, fixture, number, on, server,
};

fn sockets(server: &Server) -> usize {
    let list = server.call(&["CLIENT", "LIST"]).unwrap();
    let ours = list
        .lines()
        .filter(|line| line.contains("name=redis-config:jobs"));
    ours.count()
}

fn keys(server: &Server, kind: &str) -> String {
    server
        .call(&["EXISTS", &format!("{{rc:numbers}}:{kind}")])
        .unwrap()
}

#[tokio::test]
async fn a_running_job_ends_where_it_was_claimed_while_the_target_is_used() {
    let f = fixture().await;
    let green = server().start().unwrap();
    let (seen, gate) = (Seen::default(), CancellationToken::new());
    let working = Working::start({
        let (handle, seen, gate) = (f.handle.clone(), seen.clone(), gate.clone());
        move |stop| {
            Worker::new(&handle, move |job: Number, ctx: Context| {
                seen.note(&job, &ctx);
                let gate = gate.clone();
                async move {
                    if job.n == 0 {
                        gate.cancelled().await;
                    }
                }
            })
            .run_until(stop)
        }
    });
    f.queue.push(&number(0)).await.unwrap();
    until("the first job runs", PATIENCE, async || seen.len() == 1).await;

    f.handle.switch(definition(green.url())).await.unwrap();
    f.queue.push(&number(1)).await.unwrap();
    until("a job of the target runs", PATIENCE, async || {
        seen.len() == 2
    })
    .await;
    assert_eq!(keys(&f.server, "c"), "1", "still claimed at the old server");
    assert_eq!(sockets(&f.server), 1, "which is kept for it");
    gate.cancel();
    until("it is ended there", PATIENCE, async || {
        keys(&f.server, "c") == "0"
    })
    .await;
    until("and the old server is left", PATIENCE, async || {
        sockets(&f.server) == 0
    })
    .await;
    let summary = working.stop().await;
    assert_eq!(
        (summary.done, summary.refused, summary.unconfirmed),
        (2, 0, 0)
    );
    assert_eq!(seen.numbers(), [0, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_pushed_and_done_under_many_switches_are_done_once_each() {
    const PRODUCERS: u64 = 8;
    let f = fixture().await;
    let green = server().start().unwrap();
    let seen = Seen::default();
    let worker = |stop| {
        let (handle, seen) = (f.handle.clone(), seen.clone());
        Worker::new(&handle, move |job: Number, ctx: Context| {
            seen.note(&job, &ctx);
            async {}
        })
        .concurrency(32)
        .run_until(stop)
    };
    let workers = [Working::start(worker), Working::start(worker)];
    let done = CancellationToken::new();
    let mut producers = JoinSet::new();
    for producer in 0..PRODUCERS {
        let (queue, done) = (f.queue.clone(), done.clone());
        producers.spawn(async move {
            let mut pushed = 0;
            while !done.is_cancelled() {
                queue.push(&number(producer << 32 | pushed)).await.unwrap();
                pushed += 1;
            }
            pushed
        });
    }
    for round in 0..20 {
        let target = if round % 2 == 0 { &green } else { &f.server };
        let before = seen.len();
        f.handle.switch(definition(target.url())).await.unwrap();
        until("work makes progress", PATIENCE, async || {
            seen.len() > before + 100
        })
        .await;
    }
    done.cancel();
    let mut pushed = 0;
    while let Some(count) = producers.join_next().await {
        pushed += count.unwrap();
    }
    // The jobs at each of the two are processed.
    f.until_drained().await;
    f.handle.switch(definition(green.url())).await.unwrap();
    f.until_drained().await;
    for working in workers {
        let summary = working.stop().await;
        assert_eq!(
            (summary.refused, summary.unconfirmed, summary.redelivered),
            (0, 0, 0)
        );
    }
    let mut times: HashMap<u64, u32> = HashMap::new();
    for n in seen.numbers() {
        *times.entry(n).or_default() += 1;
    }
    assert_eq!(times.len() as u64, pushed, "none lost, none invented");
    assert!(times.values().all(|times| *times == 1), "none twice");
}

#[tokio::test]
async fn a_queue_is_not_switched_to_a_server_that_may_evict_jobs() {
    let f = fixture().await;
    let evicting = server()
        .arg("maxmemory-policy", "allkeys-lru")
        .start()
        .unwrap();
    let target = definition(evicting.url());
    f.queue.push(&number(0)).await.unwrap();
    let error = f.handle.switch(target.clone()).await.unwrap_err();
    assert_eq!(error.step(), SwitchStep::Probe, "{error}");
    assert!(error.to_string().contains("allkeys-lru"), "{error}");
    // It is allowed where the options accept it.
    let g: Fixture = on(server().start().unwrap()).await;
    let queue: Queue<_, Number> = Queue::new(&g.handle).allow_eviction();
    g.handle.switch(target).await.unwrap();
    queue.push(&number(1)).await.unwrap();
}
