//! From one cluster to another.

use redis_config::dev::Cluster;
use redis_config_tests::poll::until;

use super::fixture::{at, start};
use crate::fixture::SECOND;
use crate::fixture::load::{Load, sum};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_to_another_cluster_fails_and_doubles_nothing() {
    let (first, second) = tokio::join!(start(Cluster::builder()), start(Cluster::builder()));
    let handle = at(&first).connect().await.unwrap();
    let load = Load::start(&handle, 8);
    for next in [&second, &first, &second] {
        let before = load.counted();
        until("the load runs", 20 * SECOND, async || {
            load.counted() > before + 200
        })
        .await;
        handle.switch(at(next)).await.unwrap();
    }
    let (counted, failures) = load.stop().await;
    assert!(failures.is_empty(), "{failures:?}");
    let here = sum(&handle).await;
    handle.rollback().await.unwrap();
    let there = sum(&handle).await;
    assert_eq!(here + there, counted);
    assert!(here > 0 && there > 0, "{here} and {there}");
    // The sockets to the old cluster are closed.
    until("no socket is left", 20 * SECOND, async || {
        (0..3).all(|shard| {
            let list = second.primary_of(shard).unwrap();
            let list = list.call(&["CLIENT", "LIST"]).unwrap();
            !list.contains("name=redis-config:events:")
        })
    })
    .await;
}
