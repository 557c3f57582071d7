//! Handles of instances behind Sentinel: which server they use, and their errors without one.

use redis_config::dev::{Sentinel, Server};
use redis_config::redis::{self, AsyncCommands, RedisResult};
use redis_config::{ConnectErrorKind, ServerRole};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::task::block_in_place;
use tokio::time::Instant;

use super::fixture::{SOON, Watched, address, sockets, watched};
use crate::fixture::{MILLI, SECOND, at};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_socket_follows_a_failover_by_command() {
    let set = Sentinel::builder()
        .password("data-word")
        .sentinel_password("sentinel-word")
        .start()
        .unwrap();
    let handle = Watched {
        password: Some("data-word".into()),
        sentinel_password: Some("sentinel-word".into()),
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap();
    let old = set.primary().unwrap();
    let health = handle.health().await.unwrap();
    assert_eq!(health.role, Some(ServerRole::Primary));
    let there = format!("127.0.0.1:{}", old.port());
    assert_eq!(health.address.as_deref(), Some(there.as_str()));
    assert!(health.announced);
    for sentinel in set.sentinels() {
        until("one socket asks and one listens", SOON, async || {
            sockets(sentinel, "sentinel") == 2
        })
        .await;
    }

    let mut waiting = handle.conn();
    let popped = tokio::spawn(async move {
        let popped: RedisResult<(String, String)> = waiting.blpop("list", 50.0).await;
        popped
    });
    let mut own = handle.dedicated().await.unwrap();
    own.set::<_, _, ()>("k", "v").await.unwrap();
    let copies: u32 = redis::cmd("WAIT")
        .arg(1)
        .arg(20_000)
        .query_async(&mut own)
        .await
        .unwrap();
    assert_eq!(copies, 1);
    until("a command blocks at the primary", SOON, async || {
        sockets(old, "dedicated") == 2
    })
    .await;

    let new = block_in_place(|| set.failover()).unwrap();
    until("the shared sockets have moved", SOON, async || {
        sockets(new, "shared") == 2
    })
    .await;
    assert_eq!(address(&handle).await, format!("127.0.0.1:{}", new.port()));
    until("so has the blocking command", SOON, async || {
        sockets(new, "dedicated") == 1
    })
    .await;
    let kept: String = own.get("k").await.unwrap();
    assert_eq!(kept, "v");
    handle
        .conn()
        .rpush::<_, _, ()>("list", "late")
        .await
        .unwrap();
    let (_, popped) = popped.await.unwrap().unwrap();
    assert_eq!(popped, "late");
    until("the old server is left", SOON, async || {
        sockets(old, "shared") + sockets(old, "dedicated") == 0
    })
    .await;

    drop((handle, own));
    for server in set.sentinels().iter().chain(set.servers()) {
        until("nothing stays open", SOON, async || {
            ["shared", "dedicated", "sentinel"]
                .iter()
                .all(|purpose| sockets(server, purpose) == 0)
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_mistake_has_its_error_kind() {
    let set = Sentinel::builder()
        .password("data-word")
        .sentinel_password("sentinel-word")
        .start()
        .unwrap();
    let good = Watched {
        password: Some("data-word".into()),
        sentinel_password: Some("sentinel-word".into()),
        connect_timeout: SECOND,
        ..watched(&set)
    };
    let reply = async |config: Watched| {
        let error = config.connect().await.unwrap_err();
        let text = error.to_string();
        assert!(!text.contains("-word"), "{text}");
        (error.kind(), error.is_transient(), text)
    };

    let (kind, transient, text) = reply(Watched {
        master: "other".to_owned(),
        ..good.clone()
    })
    .await;
    assert_eq!((kind, transient), (ConnectErrorKind::Topology, false));
    assert!(
        text.contains("the sentinels watch no primary `other`, but `mymaster`")
            && text.contains("correct `master`"),
        "{text}"
    );

    let (kind, transient, text) = reply(Watched {
        sentinel_password: Some("data-word".into()),
        ..good.clone()
    })
    .await;
    assert_eq!((kind, transient), (ConnectErrorKind::Auth, false));
    assert!(text.contains("no sentinel can be asked"), "{text}");
    assert!(text.contains("correct `sentinel_password`"), "{text}");
    for node in set.nodes() {
        assert!(text.contains(&format!("`{node}`: ")), "{text}");
    }

    let (kind, _, text) = reply(Watched {
        sentinel_password: None,
        ..good.clone()
    })
    .await;
    assert_eq!(kind, ConnectErrorKind::Auth);
    assert!(text.contains("set `sentinel_password`"), "{text}");

    let (kind, transient, text) = reply(Watched {
        password: Some("sentinel-word".into()),
        ..good.clone()
    })
    .await;
    assert_eq!((kind, transient), (ConnectErrorKind::Auth, false));
    assert!(text.contains("correct `password`"), "{text}");
    let primary = set.primary().unwrap().port();
    assert!(text.contains(&format!("`127.0.0.1:{primary}`: ")), "{text}");

    // A closed port: those of the set are in use.
    let nowhere = Server::start().unwrap();
    nowhere.kill().unwrap();
    let (kind, transient, text) = reply(Watched {
        nodes: vec![format!("127.0.0.1:{}", nowhere.port())],
        ..good.clone()
    })
    .await;
    assert_eq!((kind, transient), (ConnectErrorKind::Refused, true));
    assert!(text.contains("no sentinel can be asked"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_and_data_servers_are_not_taken_for_each_other() {
    let set = Sentinel::start().unwrap();
    let data = set.primary().unwrap();
    let error = Watched {
        nodes: vec![format!("127.0.0.1:{}", data.port())],
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Topology);
    let text = error.to_string();
    assert!(text.contains("this is no sentinel"), "{text}");
    assert!(text.contains("`nodes`"), "{text}");

    let error = at(format!("redis://{}", set.nodes()[0]))
        .connect()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Topology);
    let text = error.to_string();
    assert!(text.contains("runs in sentinel mode"), "{text}");
    assert!(text.contains("topology = sentinel"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_that_is_frozen_or_dead_costs_little() {
    let set = Sentinel::start().unwrap();
    set.sentinels()[0].freeze().unwrap();
    set.sentinels()[1].kill().unwrap();
    let asked = Instant::now();
    // Longer than the test has patience: if the frozen one were waited for, the time would show it.
    let handle = Watched {
        connect_timeout: 20 * SECOND,
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap();
    assert!(asked.elapsed() < 5 * SECOND, "{:?}", asked.elapsed());
    let primary = set.servers()[0].port();
    assert_eq!(address(&handle).await, format!("127.0.0.1:{primary}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_that_names_a_wrong_server_is_not_believed() {
    let set = Sentinel::start().unwrap();
    let primary = set.primary().unwrap().port();
    let truth = format!("127.0.0.1:{primary}");
    // It accepts writes and does not belong to the set; two sentinels contradict the third.
    let stranger = Server::start().unwrap();
    block_in_place(|| set.mislead(0, stranger.port())).unwrap();
    let handle = watched(&set).connect().await.unwrap();
    assert_eq!(address(&handle).await, truth);
    drop(handle);

    // A replica, and the voice that names it is the only one.
    let nobody = Server::start().unwrap();
    let replica = Server::builder()
        .arg("replicaof", format!("127.0.0.1 {}", nobody.port()))
        .start()
        .unwrap();
    nobody.kill().unwrap();
    block_in_place(|| set.mislead(0, replica.port())).unwrap();
    let alone = Watched {
        nodes: set.nodes()[..1].to_vec(),
        connect_timeout: 500 * MILLI,
        ..watched(&set)
    };
    let error = alone.connect().await.unwrap_err();
    assert!(error.is_transient());
    let text = error.to_string();
    assert!(text.contains("the server is a replica"), "{text}");

    // With the others asked as well, theirs is found.
    let handle = watched(&set).connect().await.unwrap();
    assert_eq!(address(&handle).await, truth);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_primary_of_a_stale_sentinel_is_tried_and_then_that_of_the_others() {
    let set = Sentinel::start().unwrap();
    let gone = Server::start().unwrap();
    gone.kill().unwrap();
    block_in_place(|| set.mislead(0, gone.port())).unwrap();
    block_in_place(|| set.mislead(1, gone.port())).unwrap();
    let primary = set.servers()[0].port();
    // Two of three name a server that is not there.
    let handle = watched(&set).connect().await.unwrap();
    assert_eq!(address(&handle).await, format!("127.0.0.1:{primary}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn announced_addresses_go_through_the_map() {
    let set = Sentinel::builder().sentinels(1).start().unwrap();
    let primary = set.primary().unwrap();
    let proxy = Proxy::before(primary).await.unwrap();
    let handle = Watched {
        address_map: vec![format!(
            "127.0.0.1:{}=127.0.0.1:{}",
            primary.port(),
            proxy.port()
        )],
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap();
    let _count: i64 = handle.conn().incr("n", 1).await.unwrap();
    assert!(proxy.passed("INCRBY") > 0);
    assert_eq!(
        address(&handle).await,
        format!("127.0.0.1:{}", proxy.port())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sentinels_are_learned_from_one() {
    let set = Sentinel::start().unwrap();
    let handle = Watched {
        nodes: set.nodes()[..1].to_vec(),
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap();
    until("the others are listened to", SOON, async || {
        set.sentinels()
            .iter()
            .all(|sentinel| sockets(sentinel, "sentinel") == 2)
    })
    .await;
    set.sentinels()[0].kill().unwrap();
    let new = block_in_place(|| set.failover()).unwrap();
    until("the failover is followed", SOON, async || {
        sockets(new, "shared") == 2
    })
    .await;
    drop(handle);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lazy_handle_finds_its_primary_at_first_use() {
    let set = Sentinel::builder().sentinels(1).start().unwrap();
    let handle = watched(&set).connect_lazy().unwrap();
    assert_eq!(sockets(&set.sentinels()[0], "sentinel"), 0);
    handle.conn().set::<_, _, ()>("k", 1).await.unwrap();
    until("both sockets are up", SOON, async || {
        handle.state().is_ready()
    })
    .await;
}

/// An error from a script is not an error of the server: other callers must not wait for a server that works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_that_returns_readonly_does_not_move_the_handle() {
    let set = Sentinel::start().unwrap();
    let handle = watched(&set).connect().await.unwrap();
    let mut conn = handle.conn();
    let socket = crate::fixture::client_id(&mut conn).await;
    for _ in 0..200 {
        let mut script = redis::cmd("EVAL");
        script
            .arg("return redis.error_reply('READONLY mine')")
            .arg(0);
        let answer: RedisResult<redis::Value> = script.query_async(&mut conn).await;
        assert_eq!(answer.unwrap_err().code(), Some("READONLY"));
    }
    assert_eq!(crate::fixture::client_id(&mut conn).await, socket);
    assert!(handle.state().is_ready());
}
