//! A cluster that changes under everything that an application may be doing.

use std::sync::Arc;

use redis_config::dev::Cluster;
use redis_config::redis::AsyncCommands;
use tokio::task::spawn_blocking;

use super::fixture::{at, start};
use crate::fixture::mixed_load::{Kind, Mix};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slots_move_and_primaries_change_under_all_kinds_of_commands_and_nothing_is_doubled() {
    let cluster = Arc::new(start(Cluster::builder().replicas(1)).await);
    let handle = at(&cluster).connect().await.unwrap();
    let mix = Mix::start(&handle, 2);
    mix.goes_on(20).await;
    // Slots that are in use, of each kind of load, one after the other.
    for key in [
        "{single-0-1}",
        "pipeline-1-2-0",
        "{atomic-0-3}",
        "{session-1-4}",
        "list-0",
        "{atomic-1-5}",
        "{session-0-6}",
        "list-1",
    ] {
        let cluster = Arc::clone(&cluster);
        spawn_blocking(move || {
            let slot = cluster.slot_of(key).unwrap();
            let to = (cluster.shard_of_slot(slot).unwrap() + 1) % 3;
            cluster.reshard(slot..=slot, to).unwrap();
        })
        .await
        .unwrap();
        mix.goes_on(2).await;
    }
    for shard in [0, 1, 2] {
        let cluster = Arc::clone(&cluster);
        spawn_blocking(move || cluster.failover(shard).map(|_| ()).unwrap())
            .await
            .unwrap();
        mix.goes_on(5).await;
    }
    let tally = mix.stop().await;
    println!("{}", tally.counts());
    for kind in Kind::ALL {
        assert_eq!(tally.unknown(kind), 0, "{kind:?}");
    }
    // A WATCH is valid at one node: a manual transaction fails if its slot has moved or is moving, and nothing
    // of it is done.
    for (kind, error) in &tally.failures {
        let reply = error.to_string();
        assert_eq!(*kind, Kind::Session, "{reply}");
        assert!(
            reply.to_lowercase().contains("moved")
                || reply.starts_with("Ask: ")
                || reply.contains("session"),
            "{reply}"
        );
    }
    tally
        .check(
            async |key| {
                handle
                    .conn()
                    .get::<_, Option<u64>>(key)
                    .await
                    .unwrap()
                    .unwrap_or(0)
            },
            async |key| handle.conn().lrange(key, 0, -1).await.unwrap(),
        )
        .await;
    // Every server counts how often it has refused keys of several slots.
    for node in cluster.nodes() {
        let errors = node.call(&["INFO", "errorstats"]).unwrap();
        assert!(!errors.contains("CROSSSLOT"), "{errors}");
    }
}
