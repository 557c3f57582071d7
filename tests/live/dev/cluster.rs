//! A private cluster: it forms, moves slots, and survives its nodes.

use std::time::Duration;

use redis_config::dev::{Cluster, DevError};

use crate::lifecycle::runs;

const SOON: Duration = Duration::from_secs(60);

fn error(reply: Result<String, DevError>) -> String {
    reply.unwrap_err().to_string()
}

#[test]
fn takes_commands_on_every_slot_as_soon_as_it_is_started() {
    let cluster = Cluster::builder()
        .password("cluster-secret")
        .start()
        .unwrap();
    assert_eq!(cluster.nodes().len(), 3);
    assert_eq!(
        cluster.url(),
        format!(
            "redis+cluster://:cluster-secret@{}",
            cluster.seeds().join(",")
        )
    );
    assert!(!format!("{cluster:?}").contains("cluster-secret"));
    assert_eq!(cluster.slot_of("foo").unwrap(), 12_182);
    assert_eq!(cluster.shard_of_slot(12_182).unwrap(), 2);
    for n in 0..50 {
        let key = format!("key-{n}");
        let owner = cluster.node_of(&key).unwrap();
        assert_eq!(owner.call(&["SET", &key, "v"]).unwrap(), "OK");
    }
    let stranger = cluster.primary_of(0).unwrap();
    assert!(error(stranger.call(&["GET", "foo"])).contains("MOVED 12182 127.0.0.1:"));
    assert!(matches!(cluster.node(3), Err(DevError::NoMember { .. })));
}

#[test]
fn a_slot_can_be_held_half_way_and_finished_or_cancelled() {
    let cluster = Cluster::builder()
        .password("cluster-secret")
        .start()
        .unwrap();
    let slot = cluster.slot_of("{t}").unwrap();
    let from = cluster.shard_of_slot(slot).unwrap();
    let to = (from + 1) % 3;
    let owner = cluster.primary_of(from).unwrap();
    for key in ["{t}a", "{t}b", "{t}c"] {
        owner.call(&["SET", key, key]).unwrap();
    }
    let migration = cluster.begin_migration(slot, to).unwrap();
    assert_eq!(migration.from().port(), owner.port());
    migration.move_these(&["{t}a"]).unwrap();
    assert!(error(owner.call(&["GET", "{t}a"])).contains("ASK"));
    assert_eq!(owner.call(&["GET", "{t}b"]).unwrap(), "{t}b");
    assert!(error(owner.call(&["MGET", "{t}a", "{t}b"])).contains("TRYAGAIN"));
    assert!(error(migration.to().call(&["GET", "{t}a"])).contains("MOVED"));
    migration.cancel().unwrap();
    assert_eq!(owner.call(&["MGET", "{t}a", "{t}b"]).unwrap(), "{t}a\n{t}b");

    let migration = cluster.begin_migration(slot, to).unwrap();
    assert_eq!(migration.move_keys(2).unwrap(), 2);
    migration.finish().unwrap();
    assert_eq!(cluster.shard_of_slot(slot).unwrap(), to);
    let next = cluster.node_of("{t}").unwrap();
    assert_eq!(
        next.call(&["MGET", "{t}a", "{t}b", "{t}c"]).unwrap(),
        "{t}a\n{t}b\n{t}c"
    );
    assert!(error(owner.call(&["GET", "{t}a"])).contains("MOVED"));
    cluster.wait_until_settled().unwrap();
}

#[test]
fn slots_move_with_their_keys_under_load() {
    let cluster = Cluster::start().unwrap();
    let target = cluster.primary_of(1).unwrap();
    let before = target.call(&["DBSIZE"]).unwrap();
    for n in 0..40 {
        let key = format!("key-{n}");
        cluster
            .node_of(&key)
            .unwrap()
            .call(&["SET", &key, "v"])
            .unwrap();
    }
    cluster.reshard(0..=200, 1).unwrap();
    cluster.reshard(0..=200, 1).unwrap();
    cluster.wait_until_settled().unwrap();
    assert_eq!(before, "0");
    for slot in [0, 100, 200] {
        assert_eq!(cluster.shard_of_slot(slot).unwrap(), 1);
    }
    assert_eq!(cluster.shard_of_slot(201).unwrap(), 0);
    for n in 0..40 {
        let key = format!("key-{n}");
        let owner = cluster.node_of(&key).unwrap();
        assert_eq!(owner.call(&["GET", &key]).unwrap(), "v");
    }
}

#[test]
fn a_replica_takes_over_on_request_and_when_the_primary_is_killed() {
    let cluster = Cluster::builder().replicas(1).start().unwrap();
    let first = cluster.primary_of(0).unwrap();
    let owner = cluster.node_of("foo").unwrap();
    owner.call(&["SET", "foo", "bar"]).unwrap();
    assert_eq!(owner.call(&["WAIT", "1", "20000"]).unwrap(), "1");

    let second = cluster.failover(0).unwrap();
    assert_ne!(first.port(), second.port());
    assert_eq!(cluster.replicas_of(0).unwrap()[0].port(), first.port());

    owner.kill().unwrap();
    let next = cluster
        .wait_for_primary_other_than(2, owner.port(), SOON)
        .unwrap();
    assert_eq!(next.call(&["GET", "foo"]).unwrap(), "bar");
    owner.restart().unwrap();
    cluster.wait_until_settled().unwrap();
    assert_eq!(cluster.primary_of(2).unwrap().port(), next.port());
    assert!(owner.call(&["ROLE"]).unwrap().starts_with("slave\n"));
}

#[test]
fn a_lost_shard_brings_the_cluster_down_unless_configured_otherwise() {
    for whole in [true, false] {
        let cluster = Cluster::builder()
            .require_full_coverage(whole)
            .start()
            .unwrap();
        cluster.nodes()[1].kill().unwrap();
        let left = cluster.primary_of(2).unwrap();
        redis_config_tests::poll::until_blocking("the loss is noticed", SOON, || {
            left.call(&["CLUSTER", "NODES"]).unwrap().contains(",fail ")
                || left
                    .call(&["CLUSTER", "NODES"])
                    .unwrap()
                    .contains("master,fail")
        });
        let reply = left.call(&["SET", "foo", "v"]);
        if whole {
            redis_config_tests::poll::until_blocking("the cluster is down", SOON, || {
                left.call(&["SET", "foo", "v"])
                    .is_err_and(|error| error.to_string().contains("CLUSTERDOWN"))
            });
        } else {
            assert_eq!(reply.unwrap(), "OK");
        }
        cluster.nodes()[1].restart().unwrap();
        cluster.wait_until_settled().unwrap();
        assert_eq!(left.call(&["SET", "foo", "v"]).unwrap(), "OK");
    }
}

#[test]
fn is_gone_when_dropped() {
    let cluster = Cluster::builder().shards(1).start().unwrap();
    let pid = cluster.nodes()[0].pid().unwrap();
    assert!(runs(pid));
    drop(cluster);
    assert!(!runs(pid));
}
