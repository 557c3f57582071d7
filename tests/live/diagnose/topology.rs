//! The declared topology, and the one that the server reports.

use redis_config::RedisConfig;

use crate::fixture::{Watched, at, cluster, events, line, sentinels, server, trouble, watched};

/// Decided by the server.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "open", topology = auto)]
struct Open {
    url: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_node_for_a_standalone_definition() {
    let cluster = cluster(0).await;
    let node = &cluster.nodes()[0];
    let found = at(node.url()).diagnose().await;
    assert_eq!(
        line(&found, "topology.mismatch"),
        "error topology.mismatch the server runs in cluster mode, the definition has `topology = standalone` fix: declare \
         `topology = cluster` in the `#[redis(...)]` attribute, or name a server that is in no cluster"
    );
    let found = Open { url: node.url() }.diagnose().await;
    assert!(
        found.to_string().starts_with("open  cluster  redis://"),
        "{found}"
    );
    assert!(line(&found, "cluster.slots").starts_with("ok "), "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_and_a_server_taken_for_each_other() {
    let set = sentinels(redis_config::dev::Sentinel::builder()).await;
    let found = at(set.sentinels()[0].url()).diagnose().await;
    assert_eq!(
        line(&found, "topology.mismatch"),
        "error topology.mismatch the server runs in sentinel mode, the definition has `topology = standalone` fix: declare \
         `topology = sentinel` in the `#[redis(...)]` attribute, with the `master` to follow, or name the Redis server that \
         this sentinel watches"
    );
    let primary = set.primary().unwrap();
    let place = format!("127.0.0.1:{}", primary.port());
    let config = Watched {
        nodes: vec![place.clone()],
        ..watched(&set)
    };
    let found = config.diagnose().await;
    assert_eq!(
        line(&found, "topology.mismatch"),
        format!(
            "error topology.mismatch {place}: this is no sentinel: it runs in standalone mode fix: name the sentinels, on \
             port 26379 as a rule, in `nodes` (variable `WATCHED_REDIS_NODES`)"
        )
    );
}

#[tokio::test]
async fn one_server_for_a_cluster_definition() {
    let server = server();
    let place = format!("127.0.0.1:{}", server.port());
    let found = events(vec![place.clone()]).diagnose().await;
    assert_eq!(
        line(&found, "topology.mismatch"),
        format!(
            "error topology.mismatch {place}: the server runs in standalone mode, the definition has `topology = cluster` \
             fix: declare `topology = standalone` in the `#[redis(...)]` attribute, or name a node of a cluster"
        )
    );
    let url = server.url();
    let found = Open { url }.diagnose().await;
    assert_eq!(
        line(&found, "topology"),
        "ok topology standalone, as declared"
    );
    assert_eq!(trouble(&found), [""; 0]);
    server.kill().unwrap();
    let found = Open { url: server.url() }.diagnose().await;
    assert_eq!(trouble(&found), ["connect.refused"]);
}
