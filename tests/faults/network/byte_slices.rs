//! A link that delivers one byte at a time, in both directions.

use std::sync::Arc;

use redis_config::redis::{Pipeline, RedisResult, Value, cmd};
use redis_config::{Handle, SubscriberEvent};
use redis_config_tests::fixture::crash_jobs::CrashRedis;
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use super::bad_links::replies_are_right;
use crate::fixture::{PATIENCE, Rig};

/// A command for each kind of reply of the protocol, and some for its lengths.
const ASKED: &[&[&str]] = &[
    &["ECHO", "text"],
    &["SET", "other", "v"],
    &["GET", "nothing"],
    &["GET", "big"],
    &["GET", "empty"],
    &["GET", "lines"],
    &["STRLEN", "big"],
    &["LRANGE", "list", "0", "-1"],
    &["LRANGE", "nothing", "0", "-1"],
    &["HGETALL", "hash"],
    &["SMEMBERS", "set"],
    &["ZSCORE", "scores", "half"],
    &["ZRANGE", "scores", "0", "-1", "WITHSCORES"],
    &["INCR", "text"],
    &["NONSENSE"],
    &["EVAL", "redis.setresp(3); return {double=1.5}", "0"],
    &["EVAL", "redis.setresp(3); return {map={a=1,b={2,3}}}", "0"],
    &["EVAL", "redis.setresp(3); return {set={a=true}}", "0"],
    &["EVAL", "redis.setresp(3); return true", "0"],
    &[
        "EVAL",
        "redis.setresp(3); return {big_number='12345678901234567890123'}",
        "0",
    ],
    &[
        "EVAL",
        "return {1,{2,{3,false,'x'}},redis.status_reply('FINE')}",
        "0",
    ],
    &["DEBUG", "PROTOCOL", "verbatim"],
    &["DEBUG", "PROTOCOL", "attrib"],
];

async fn ask(handle: &Handle<CrashRedis>, words: &[&str]) -> RedisResult<Value> {
    let mut asked = cmd(words[0]);
    asked.arg(&words[1..]);
    asked.query_async(&mut handle.conn()).await
}

/// All of them in one transaction but those that fail, which would end it.
async fn ask_at_once(handle: &Handle<CrashRedis>) -> RedisResult<Value> {
    let mut pipeline = Pipeline::new();
    pipeline.atomic();
    for words in ASKED.iter().filter(|words| fits(words)) {
        pipeline.cmd(words[0]).arg(&words[1..]);
    }
    pipeline.query_async(&mut handle.conn()).await
}

fn fits(words: &[&str]) -> bool {
    !matches!(words, ["INCR", ..] | ["NONSENSE"])
}

/// An error is a reply too, and must be the same one.
fn shown(reply: RedisResult<Value>) -> String {
    match reply {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_reply_survives_slices_of_a_byte_under_load() {
    let rig = Rig::new().await;
    let big = "0123456789".repeat(200);
    for words in [
        &["SET", "text", "no number"][..],
        &["SET", "big", &big],
        &["SET", "empty", ""],
        &["SET", "lines", "+OK\r\n$5\r\n-ERR\r\n:1\r\n*2\r\n"],
        &["RPUSH", "list", "a", "b", "", "c"],
        &["HSET", "hash", "one", "1"],
        &["SADD", "set", "member"],
        &["ZADD", "scores", "0.5", "half", "2", "two"],
    ] {
        rig.server.call(words).expect("is done");
    }
    let mut expected = Vec::new();
    for words in ASKED {
        expected.push(shown(ask(&rig.handle, words).await));
    }
    let at_once = shown(ask_at_once(&rig.handle).await);
    let expected = Arc::new((expected, at_once));
    let mut subscriber = rig.handle.subscriber().await.expect("the server is up");
    subscriber.subscribe("news").await.expect("is allowed");
    let sockets = rig.proxy.accepted();

    rig.proxy.slice(Some(1));
    let mut asking = JoinSet::new();
    for task in 0..8 {
        let (handle, expected) = (rig.handle.clone(), Arc::clone(&expected));
        asking.spawn(async move {
            for round in 0..ASKED.len() {
                // Each starts at another position of the list, so neighbours on the socket differ.
                let at = (round * 5 + task * 3) % ASKED.len();
                let got = shown(ask(&handle, ASKED[at]).await);
                assert_eq!(got, expected.0[at], "{:?}", ASKED[at]);
            }
            let got = shown(ask_at_once(&handle).await);
            assert_eq!(got, expected.1, "in one transaction");
        });
    }
    for n in 0..50 {
        let text = format!("{n}\r\n>3\r\n");
        rig.server
            .call(&["PUBLISH", "news", &text])
            .expect("answers");
        let event = tokio::time::timeout(PATIENCE, subscriber.next()).await;
        match event.expect("it comes") {
            SubscriberEvent::Message(message) => assert_eq!(message.payload(), text.as_bytes()),
            other => panic!("nothing was missed: {other:?}"),
        }
    }
    while let Some(done) = asking.join_next().await {
        done.expect("every answer is the right one");
    }
    assert_eq!(rig.proxy.accepted(), sockets, "no socket was given up");
    // A new one comes about under the same conditions.
    rig.proxy.cut();
    until("a socket over the sliced link", PATIENCE, async || {
        ask(&rig.handle, ASKED[0]).await.is_ok()
    })
    .await;
    replies_are_right(&rig.handle).await;
    rig.proxy.slice(None);
    replies_are_right(&rig.handle).await;
}
