//! Seeds, slots, and the nodes that are announced.

use std::time::Duration;

use redis_config::Secret;
use redis_config::dev::{Cluster, Server};
use redis_config_tests::canary;
use redis_config_tests::poll::until;

use crate::fixture::{Events, PATIENCE, cluster, events, line, lines, set, trouble};

fn place(server: &Server) -> String {
    format!("127.0.0.1:{}", server.port())
}

async fn start(builder: redis_config::dev::ClusterBuilder) -> Cluster {
    let builder = builder.append_only(true);
    tokio::task::spawn_blocking(|| builder.start())
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_healthy_cluster() {
    let cluster = cluster(1).await;
    let found = events(cluster.seeds()).diagnose().await;
    assert_eq!(trouble(&found), [""; 0], "{found}");
    assert_eq!(
        line(&found, "cluster.slots"),
        "ok cluster.slots all, on 3 primaries with 3 replicas"
    );
    assert_eq!(
        line(&found, "cluster.nodes"),
        "ok cluster.nodes all 6 announced nodes can be reached"
    );
    assert_eq!(
        lines(&found, "memory").len(),
        1,
        "what is in order is shown once"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seeds_that_are_down() {
    let cluster = cluster(1).await;
    let gone = Server::start().unwrap();
    gone.kill().unwrap();
    let mut seeds = vec![place(&gone)];
    let found = events(seeds.clone()).diagnose().await;
    assert_eq!(
        line(&found, "connect.refused"),
        format!(
            "error connect.refused {}: nothing accepts connections there: Connection refused (os error 111) fix: start the \
             server, or correct the address",
            place(&gone)
        )
    );
    seeds.extend(cluster.seeds());
    let found = events(seeds).diagnose().await;
    assert!(
        line(&found, "connect.refused").starts_with("warning "),
        "{found}"
    );
    assert_eq!(trouble(&found), ["connect.refused"]);
    assert_eq!(found.exit_code(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_node_that_cannot_be_reached() {
    let cluster = cluster(0).await;
    let node = &cluster.nodes()[2];
    set(node, &[&["CONFIG", "SET", "cluster-announce-port", "1"]]);
    let seed = &cluster.nodes()[0];
    until("it is announced so", PATIENCE, async || {
        seed.call(&["CLUSTER", "NODES"]).unwrap().contains(":1@")
    })
    .await;
    let config = events(vec![place(seed)]);
    let found = config.diagnose().await;
    assert_eq!(
        line(&found, "connect.refused"),
        "error connect.refused 127.0.0.1:1: nothing accepts connections there: Connection refused (os error 111) fix: start \
         the server, or correct the address; the servers announce this address: if it is none of this network, give the one \
         to use here in `address_map` (variable `EVENTS_REDIS_ADDRESS_MAP`), such as `127.0.0.1:1=HOST:PORT`"
    );
    assert_eq!(lines(&found, "cluster.nodes"), [""; 0]);
    // Pasted, it works.
    let mapped = Events {
        address_map: Some(vec![format!("127.0.0.1:1={}", place(node))]),
        ..config.clone()
    };
    let found = mapped.diagnose().await;
    assert_eq!(trouble(&found), ["cluster.no-replica"], "{found}");
    let wrong = Events {
        address_map: Some(vec!["127.0.0.1:1=127.0.0.1:2".to_owned()]),
        ..config
    };
    let found = wrong.diagnose().await;
    assert_eq!(
        line(&found, "connect.refused"),
        "error connect.refused 127.0.0.1:2: nothing accepts connections there: Connection refused (os error 111) fix: start \
         the server, or correct the address; `address_map` (variable `EVENTS_REDIS_ADDRESS_MAP`) gives this address for the \
         announced `127.0.0.1:1`: correct it there"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_announced_name_that_does_not_resolve() {
    let cluster = cluster(0).await;
    for node in cluster.nodes() {
        set(
            node,
            &[
                &["CONFIG", "SET", "cluster-announce-hostname", "node.invalid"],
                &[
                    "CONFIG",
                    "SET",
                    "cluster-preferred-endpoint-type",
                    "hostname",
                ],
            ],
        );
    }
    let seed = &cluster.nodes()[0];
    until("it is announced so", PATIENCE, async || {
        cluster.nodes().iter().all(|node| {
            let nodes = node.call(&["CLUSTER", "NODES"]).unwrap();
            nodes.matches("node.invalid").count() == 3
        })
    })
    .await;
    let found = events(cluster.seeds()).diagnose().await;
    let failed = lines(&found, "resolve.failed");
    assert_eq!(failed.len(), 3, "{found}");
    let map = format!("such as `node.invalid:{}=HOST:PORT`", seed.port());
    assert!(failed.iter().any(|line| line.ends_with(&map)), "{found}");
    let found = Events {
        allowed_hosts: Some(vec!["10.0.0.0/8".to_owned()]),
        ..events(cluster.seeds())
    };
    let found = found.diagnose().await;
    let line = &lines(&found, "connect.not-allowed")[0];
    assert!(
        line.ends_with(
            "a server sent us to this host, which is not allowed fix: see what the servers announce; if the host is theirs, \
             add it to `allowed_hosts` (variable `EVENTS_REDIS_ALLOWED_HOSTS`)"
        ),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slots_that_no_node_serves() {
    let cluster = start(Cluster::builder().require_full_coverage(false)).await;
    let seed = &cluster.nodes()[0];
    for node in cluster.nodes() {
        set(node, &[&["CLUSTER", "DELSLOTS", "0", "1", "2"]]);
    }
    let found = events(vec![place(seed)]).diagnose().await;
    assert_eq!(
        line(&found, "cluster.slots"),
        "error cluster.slots 3 of 16384 hash slots are served by no node: commands for their keys fail fix: start the nodes \
         that are down, or assign the slots: `redis-cli --cluster fix HOST:PORT`"
    );
    assert_eq!(
        line(&found, "cluster.no-replica"),
        "warning cluster.no-replica 3 of 3 primaries have no replica: there is no failover if one is lost fix: add replicas: \
         `redis-cli --cluster add-node NEW EXISTING --cluster-slave`"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_refuses_commands() {
    let cluster = start(Cluster::builder().node_timeout(Duration::from_millis(500))).await;
    let [seed, _, last] = cluster.nodes() else {
        panic!("three nodes");
    };
    last.kill().unwrap();
    until("the cluster fails", PATIENCE, async || {
        seed.call(&["CLUSTER", "INFO"])
            .unwrap()
            .contains("cluster_state:fail")
    })
    .await;
    let found = events(vec![place(seed)]).diagnose().await;
    assert_eq!(
        line(&found, "cluster.down"),
        "error cluster.down the cluster refuses commands: `cluster_state:fail` fix: see `CLUSTER INFO` and `CLUSTER NODES`: \
         nodes are down, or too few reach each other"
    );
    let refused = line(&found, "connect.refused");
    assert!(
        refused.starts_with(&format!("error connect.refused {}: ", place(last))),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_one_primary() {
    let cluster = cluster(0).await;
    let node = &cluster.nodes()[1];
    set(
        node,
        &[&["CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"]],
    );
    let found = events(cluster.seeds()).diagnose().await;
    let evicts = line(&found, "memory.evicts");
    assert!(
        evicts.starts_with(&format!("warning memory.evicts {}: ", place(node))),
        "{evicts}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_with_few_rights() {
    let cluster = cluster(0).await;
    let password = format!(">{}", canary::PASSWORD);
    for node in cluster.nodes() {
        set(
            node,
            &[&[
                "ACL",
                "SETUSER",
                "app",
                "on",
                &password,
                "~*",
                "+ping",
                "+cluster|slots",
            ]],
        );
    }
    let config = Events {
        username: Some("app".to_owned()),
        password: Some(Secret::new(canary::PASSWORD)),
        ..events(cluster.seeds())
    };
    let found = config.diagnose().await;
    assert_eq!(
        trouble(&found),
        [
            "clients",
            "clock",
            "cluster.no-replica",
            "memory",
            "persistence",
            "user"
        ],
        "{found}"
    );
    for node in cluster.nodes() {
        set(node, &[&["ACL", "SETUSER", "app", "-cluster"]]);
    }
    let found = config.diagnose().await;
    let refused = &lines(&found, "cluster.no-slots")[0];
    assert!(
        refused.ends_with(" fix: let the user ask for the slots: `ACL SETUSER app +cluster|slots`"),
        "{refused}"
    );
    let found = Events {
        password: Some(Secret::new(canary::OTHER_PASSWORD)),
        ..config
    };
    let found = found.diagnose().await;
    assert_eq!(trouble(&found), ["auth.rejected"]);
}
