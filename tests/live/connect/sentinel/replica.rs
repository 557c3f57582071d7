//! Reads from a replica, as long as there is one that can be read from.

use redis_config::Handle;
use redis_config::dev::{Sentinel, Server};
use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use tokio::task::block_in_place;

use super::fixture::{SOON, Watched, watched};
use crate::fixture::SECOND;

/// How often a server got a `GET`.
fn gets(server: &Server) -> u64 {
    let stats = server.call(&["INFO", "commandstats"]).unwrap();
    let calls = stats
        .lines()
        .find_map(|line| line.strip_prefix("cmdstat_get:calls="));
    calls.map_or(0, |calls| {
        let digits: String = calls.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    })
}

type Conn = redis_config::Connection<Watched>;

/// A set of which every copy has `k`, and an instance that reads it from the replica.
async fn reading(options: redis_config::dev::SentinelBuilder) -> (Sentinel, Handle<Watched>) {
    let set = options.start().unwrap();
    let handle = Watched {
        read_from: "replica".to_owned(),
        password: set.url().contains('@').then(|| canary::PASSWORD.into()),
        connect_timeout: SECOND,
        response_timeout: SECOND,
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    let () = conn.set("k", "v").await.unwrap();
    let replica = &set.servers()[1];
    until("the replica answers reads", SOON, async || {
        let value: Option<String> = conn.get("k").await.unwrap();
        value.as_deref() == Some("v") && gets(replica) > 0
    })
    .await;
    (set, handle)
}

async fn read(conn: &mut Conn) -> String {
    conn.get("k").await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_to_a_replica_and_to_the_primary_when_none_is_up() {
    let set = Sentinel::start().unwrap();
    let handle = Watched {
        read_from: "replica".to_owned(),
        ..watched(&set)
    }
    .connect()
    .await
    .unwrap();
    let (primary, replica) = (&set.servers()[0], &set.servers()[1]);
    let mut conn = handle.conn();
    conn.set::<_, _, ()>("k", "v").await.unwrap();
    let mut copy = handle.dedicated().await.unwrap();
    copy.set::<_, _, ()>("k", "v").await.unwrap();
    let copies: u32 = redis::cmd("WAIT")
        .arg(1)
        .arg(20_000)
        .query_async(&mut copy)
        .await
        .unwrap();
    assert_eq!(copies, 1);
    let read = async |conn: &mut redis_config::Connection<Watched>| {
        let value: String = conn.get("k").await.unwrap();
        assert_eq!(value, "v");
    };
    until("the replica answers reads", SOON, async || {
        read(&mut conn).await;
        gets(replica) > 0
    })
    .await;

    // While it is up, every read and nothing else goes there.
    let before = (gets(primary), gets(replica));
    for _ in 0..50 {
        read(&mut conn).await;
        let _: () = conn.set("other", 1).await.unwrap();
    }
    let mut pipe = redis::pipe();
    let (first, second): (String, String) =
        pipe.get("k").get("k").query_async(&mut conn).await.unwrap();
    assert_eq!((first.as_str(), second.as_str()), ("v", "v"));
    assert_eq!((gets(primary), gets(replica)), (before.0, before.1 + 52));
    let both: (i64, String) = redis::pipe()
        .incr("n", 1)
        .get("k")
        .query_async(&mut conn)
        .await
        .unwrap();
    assert_eq!(
        both,
        (1, "v".to_owned()),
        "a pipeline with a write is not split"
    );
    assert_eq!(gets(primary), before.0 + 1);

    replica.kill().unwrap();
    for _ in 0..50 {
        read(&mut conn).await;
    }
    assert!(gets(primary) >= before.0 + 50);
    assert!(handle.state().is_ready(), "the instance is well without it");
    block_in_place(|| replica.restart()).unwrap();
    until("the replica answers reads again", SOON, async || {
        read(&mut conn).await;
        gets(replica) > 0
    })
    .await;
}

/// It holds its socket open and does not reply.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_is_frozen_is_not_read_from_until_it_wakes_up() {
    let (set, handle) = reading(Sentinel::builder()).await;
    let (primary, replica) = (&set.servers()[0], &set.servers()[1]);
    let mut conn = handle.conn();
    let before = gets(primary);
    replica.freeze().unwrap();
    for _ in 0..50 {
        assert_eq!(read(&mut conn).await, "v");
    }
    assert!(gets(primary) >= before + 50);
    assert!(handle.state().is_ready(), "the instance is well without it");
    replica.thaw().unwrap();
    let before = gets(replica);
    until("the replica answers reads again", SOON, async || {
        assert_eq!(read(&mut conn).await, "v");
        gets(replica) > before
    })
    .await;
}

/// It replies, with data as old as the loss of its primary.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_without_its_primary_is_not_read_from_forever() {
    let (set, handle) = reading(Sentinel::builder().password(canary::PASSWORD)).await;
    let (primary, replica) = (&set.servers()[0], &set.servers()[1]);
    let mut conn = handle.conn();
    replica
        .call(&["CONFIG", "SET", "masterauth", "another"])
        .unwrap();
    primary
        .call(&["CLIENT", "KILL", "TYPE", "replica"])
        .unwrap();
    until("it has lost its primary", SOON, async || {
        let info = replica.call(&["INFO", "replication"]).unwrap();
        info.contains("master_link_status:down")
    })
    .await;
    let () = conn.set("k", "new").await.unwrap();
    until("the new value is read", 20 * SECOND, async || {
        read(&mut conn).await == "new"
    })
    .await;
    // In sync again, it is read from again.
    replica
        .call(&["CONFIG", "SET", "masterauth", canary::PASSWORD])
        .unwrap();
    let before = gets(replica);
    until("the replica answers reads again", SOON, async || {
        assert_eq!(read(&mut conn).await, "new");
        gets(replica) > before
    })
    .await;
}
