//! Commands find their nodes.

use std::collections::BTreeSet;

use redis_config::redis::aio::ConnectionLike;
use redis_config::redis::{self, AsyncCommands, RedisResult};

use super::fixture::{Events, at, up};

/// Keys of as many slots, on every shard.
fn keys(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("key-{n}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_key_is_served_and_the_replies_are_its_own() {
    let (cluster, handle) = up().await;
    assert!(handle.state().is_ready(), "{:?}", handle.state());
    let mut conn = handle.conn();
    let none = conn.req_packed_commands(&redis::pipe(), 0, 0).await;
    assert_eq!(none, Ok(vec![]));
    for key in keys(200) {
        conn.set::<_, _, ()>(&key, format!("value of {key}"))
            .await
            .unwrap();
        let value: String = conn.get(&key).await.unwrap();
        assert_eq!(value, format!("value of {key}"));
    }
    for shard in 0..3 {
        let primary = cluster.primary_of(shard).unwrap();
        let size: usize = primary.call(&["DBSIZE"]).unwrap().parse().unwrap();
        assert!(size > 20, "shard {shard} has {size} keys");
        // Nothing was sent to the wrong node.
        let stats = primary.call(&["INFO", "errorstats"]).unwrap();
        assert!(!stats.contains("MOVED"), "{stats}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_on_keys_of_many_slots_give_one_reply() {
    let (_cluster, handle) = up().await;
    let mut conn = handle.conn();
    let keys = keys(60);
    let pairs: Vec<(String, usize)> = keys.iter().cloned().zip(0..).collect();
    conn.mset::<_, _, ()>(&pairs).await.unwrap();
    let values: Vec<Option<usize>> = conn.mget(&keys).await.unwrap();
    assert_eq!(values, (0..60).map(Some).collect::<Vec<_>>());
    let mut some = keys[..10].to_vec();
    some.insert(3, "no-such-key".to_owned());
    let values: Vec<Option<usize>> = conn.mget(&some).await.unwrap();
    assert_eq!(values[2..5], [Some(2), None, Some(3)]);
    assert_eq!(conn.exists::<_, usize>(&keys).await.unwrap(), 60);
    let size: usize = redis::cmd("DBSIZE").query_async(&mut conn).await.unwrap();
    assert_eq!(size, 60);
    let all: BTreeSet<String> = conn.keys("*").await.unwrap();
    assert_eq!(all, keys.iter().cloned().collect());
    assert_eq!(conn.del::<_, usize>(&keys[..7]).await.unwrap(), 7);
    assert_eq!(conn.unlink::<_, usize>(&keys).await.unwrap(), 53);
    redis::cmd("FLUSHALL").exec_async(&mut conn).await.unwrap();
    let none: Option<String> = redis::cmd("RANDOMKEY")
        .query_async(&mut conn)
        .await
        .unwrap();
    assert_eq!(none, None);
    let pong: String = redis::cmd("PING").query_async(&mut conn).await.unwrap();
    assert_eq!(pong, "PONG");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipeline_is_spread_and_its_replies_come_back_in_order() {
    let (_cluster, handle) = up().await;
    let mut conn = handle.conn();
    let keys = keys(50);
    let mut pipeline = redis::pipe();
    for (n, key) in keys.iter().enumerate() {
        pipeline.set(key, n).ignore().incr(key, 100);
    }
    pipeline.mget(&keys).cmd("DBSIZE");
    let replies: Vec<redis::Value> = pipeline.query_async(&mut conn).await.unwrap();
    assert_eq!(replies.len(), 52);
    for (n, reply) in replies[..50].iter().enumerate() {
        assert_eq!(*reply, redis::Value::Int(n as i64 + 100));
    }
    let values: Vec<i64> = redis::from_redis_value(replies[50].clone()).unwrap();
    assert_eq!(values, (100..150).collect::<Vec<_>>());
    assert_eq!(replies[51], redis::Value::Int(50));

    // An error in the middle is that command's alone.
    let mut pipeline = redis::pipe();
    pipeline
        .set("a", "text")
        .incr("a", 1)
        .set("b", 1)
        .incr("b", 1);
    let error = pipeline.exec_async(&mut conn).await.unwrap_err();
    let errors = error.into_server_errors().unwrap();
    assert_eq!(errors.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1]);
    assert_eq!(conn.get::<_, i64>("b").await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_is_one_slot_s() {
    let (_cluster, handle) = up().await;
    let mut conn = handle.conn();
    let mut pipeline = redis::pipe();
    pipeline.atomic().incr("{t}a", 1).incr("{t}b", 2);
    for turn in 1..4 {
        let sums: (i64, i64) = pipeline.query_async(&mut conn).await.unwrap();
        assert_eq!(sums, (turn, 2 * turn));
    }
    pipeline.incr("elsewhere", 1);
    let error = pipeline
        .exec_async(&mut conn)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("hash tag"), "{error}");
    assert!(!error.contains("elsewhere"), "{error}");
    assert_eq!(conn.get::<_, i64>("{t}a").await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_for_several_slots_is_refused_before_it_is_sent() {
    let (_cluster, handle) = up().await;
    let mut conn = handle.conn();
    let rename: RedisResult<()> = conn.rename("foo", "bar").await;
    let error = rename.unwrap_err().to_string();
    assert!(
        error.contains("`RENAME`") && error.contains("12182"),
        "{error}"
    );
    let scan: RedisResult<redis::Value> = redis::cmd("SCAN").arg(0).query_async(&mut conn).await;
    let error = scan.unwrap_err().to_string();
    assert!(error.contains("one node"), "{error}");
    let select: RedisResult<()> = redis::cmd("SELECT").arg(1).query_async(&mut conn).await;
    assert!(select.unwrap_err().to_string().contains("`SELECT`"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_run_where_their_keys_are_and_are_loaded_where_they_run() {
    let (_cluster, handle) = up().await;
    let mut conn = handle.conn();
    let script = redis::Script::new("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    for key in keys(20) {
        let sum: i64 = script
            .key(&key)
            .arg(7)
            .invoke_async(&mut conn)
            .await
            .unwrap();
        assert_eq!(sum, 7);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_share_the_sockets_of_a_cluster() {
    let (cluster, _) = up().await;
    let config = Events {
        connections: 2,
        ..at(&cluster)
    };
    let handle = config.connect().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..32 {
        let mut conn = handle.conn();
        tasks.spawn(async move {
            for n in 0..200 {
                let key = format!("{}", n % 40);
                conn.incr::<_, _, ()>(&key, 1).await.unwrap();
                let echo: String = redis::cmd("ECHO")
                    .arg(format!("{task}-{n}"))
                    .query_async(&mut conn)
                    .await
                    .unwrap();
                assert_eq!(echo, format!("{task}-{n}"));
            }
        });
    }
    tasks.join_all().await;
    let mut conn = handle.conn();
    for n in 0..40 {
        assert_eq!(conn.get::<_, i64>(n).await.unwrap(), 32 * 5);
    }
    for shard in 0..3 {
        let list = cluster.primary_of(shard).unwrap();
        let list = list.call(&["CLIENT", "LIST"]).unwrap();
        let ours = list
            .lines()
            .filter(|line| line.contains("name=redis-config:events:shared"));
        let ours = ours.count();
        // Two, and on one of them the connection to the seed.
        assert!((2..=3).contains(&ours), "{ours} sockets at shard {shard}");
    }
}
