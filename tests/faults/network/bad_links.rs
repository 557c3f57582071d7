//! Links that are slow, narrow, damaged, or end by a reset.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis_config::outcome_is_unknown;
use redis_config::redis::{RedisResult, Value, cmd};
use redis_config_tests::fixture::crash_jobs::{CrashRedis, Kind};
use redis_config_tests::poll::until;
use tokio::task::JoinSet;

use crate::fixture::{PATIENCE, Rig, Running};

/// `response_timeout` of the rig's handle.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(1);

type Handle = redis_config::Handle<CrashRedis>;

async fn echo(handle: &Handle, text: &str) -> RedisResult<String> {
    cmd("ECHO").arg(text).query_async(&mut handle.conn()).await
}

/// Twenty commands at once, each of which must get its own reply.
pub(crate) async fn replies_are_right(handle: &Handle) {
    let mut asking = JoinSet::new();
    for n in 0..20 {
        let handle = handle.clone();
        asking.spawn(async move {
            let sent = format!("number {n}");
            let reply = echo(&handle, &sent).await;
            assert_eq!(reply.expect("it works again"), sent);
        });
    }
    asking.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_link_costs_time_and_nothing_else() {
    const DELAY: Duration = Duration::from_millis(250);
    let rig = Rig::new().await;
    let worker = Running::start(&rig.handle, Duration::from_secs(5));
    rig.proxy.delay(DELAY);
    let begin = Instant::now();
    replies_are_right(&rig.handle).await;
    assert!(begin.elapsed() >= 2 * DELAY, "each way takes its time");
    let (_, unknown) = rig.push(Kind::Steady(0)).await;
    assert_eq!(unknown, 0, "a slow link is no lost one");
    rig.drained().await;
    assert_eq!(rig.proxy.open(), accepted(&rig), "no socket was given up");
    // A new socket takes several round trips.
    rig.proxy.cut();
    until("a socket over the slow link", PATIENCE, async || {
        echo(&rig.handle, "there").await.is_ok()
    })
    .await;
    rig.proxy.delay(Duration::ZERO);
    assert_eq!(worker.stop().await.len(), 1);
}

fn accepted(rig: &Rig) -> usize {
    usize::try_from(rig.proxy.accepted()).expect("a small number")
}

/// A reply that takes longer than the response timeout, in pieces, is not silence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_a_capped_link_a_reply_may_take_longer_than_the_response_timeout() {
    const SIZE: usize = 300_000;
    let rig = Rig::new().await;
    let big = "x".repeat(SIZE);
    rig.server.call(&["SET", "big", &big]).expect("answers");
    rig.proxy.cap(Some(120_000));
    let begin = Instant::now();
    let handle = rig.handle.clone();
    let loading = tokio::spawn(async move {
        cmd("GET")
            .arg("big")
            .query_async::<String>(&mut handle.conn())
            .await
    });
    // Behind it on the same socket, a reply is late and not lost.
    replies_are_right(&rig.handle).await;
    let got = loading.await.expect("no panic").expect("it arrives whole");
    assert!(got == big);
    assert!(
        begin.elapsed() > 2 * RESPONSE_TIMEOUT,
        "the link is not narrow enough for this test: {:?}",
        begin.elapsed()
    );
    assert_eq!(rig.proxy.open(), accepted(&rig), "no socket was given up");
}

/// One byte of a reply is changed, at each position in turn. Detectable damage is an error; no caller gets the reply of
/// another or waits forever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_with_a_wrong_byte_is_an_error_and_shifts_no_other() {
    let rig = Rig::new().await;
    rig.server.call(&["SET", "k", "hello"]).expect("answers");
    for (command, key) in [("GET", "k"), ("INCR", "n")] {
        let mut failed = 0;
        for place in 0.. {
            let whole = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&whole);
            let armed = rig.proxy.alter_reply(
                1,
                move |asked| asked.is(command),
                move |reply| {
                    *seen.lock().unwrap_or_else(PoisonError::into_inner) = reply.clone();
                    if let Some(byte) = reply.get_mut(place) {
                        *byte = 0xFF;
                    }
                },
            );
            let asking = cmd(command).arg(key).to_owned();
            let mut conn = rig.handle.conn();
            let got = asking.query_async::<Value>(&mut conn);
            let got = tokio::time::timeout(PATIENCE, got)
                .await
                .unwrap_or_else(|_| panic!("{command} with byte {place} wrong never ends"));
            armed.wait().await;
            let whole = whole.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if place >= whole.len() {
                got.expect("nothing was changed");
                break;
            }
            let in_the_text = command == "GET" && (4..9).contains(&place);
            match got {
                Ok(got) => assert!(in_the_text, "byte {place} of {whole:?} wrong gives {got:?}"),
                Err(error) => {
                    failed += 1;
                    assert!(
                        outcome_is_unknown(&error),
                        "{command}, byte {place}: {error}"
                    );
                    assert!(!in_the_text);
                }
            }
            replies_are_right(&rig.handle).await;
        }
        assert!(failed >= 4, "{command}: {failed} changes were noticed");
    }
}

/// A length that promises too little, a little too much, or far more than ever comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_a_wrong_length_is_an_error_and_shifts_no_other() {
    let rig = Rig::new().await;
    rig.server.call(&["SET", "k", "hello"]).expect("answers");
    for length in ["4", "6", "7", "9", "40", "100000", "400000000"] {
        rig.proxy.alter_reply(
            1,
            |asked| asked.is("GET"),
            move |reply| *reply = format!("${length}\r\nhello\r\n").into_bytes(),
        );
        let get = cmd("GET").arg("k").to_owned();
        let mut conn = rig.handle.conn();
        let got = get.query_async::<String>(&mut conn);
        let got = tokio::time::timeout(PATIENCE, got)
            .await
            .unwrap_or_else(|_| panic!("an answer that claims {length} bytes never ends"));
        let error = got.expect_err("five bytes were sent");
        assert!(outcome_is_unknown(&error), "length {length}: {error}");
        replies_are_right(&rig.handle).await;
    }
}

/// RST while commands are in flight, and on an idle socket.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_connection_is_replaced_and_nothing_is_sent_twice() {
    let rig = Rig::new().await;
    let mut unknown = 0;
    for _ in 0..20 {
        rig.proxy.hold();
        let mut asking = JoinSet::new();
        let written = rig.proxy.passed("INCR");
        for _ in 0..4 {
            let mut conn = rig.handle.conn();
            asking.spawn(async move { cmd("INCR").arg("n").query_async::<i64>(&mut conn).await });
        }
        until("all are written", PATIENCE, async || {
            rig.proxy.passed("INCR") == written + 4
        })
        .await;
        assert!(rig.proxy.reset() >= 1);
        for result in asking.join_all().await {
            let error = result.expect_err("its answer was held back");
            assert!(outcome_is_unknown(&error), "{error}");
            unknown += 1;
        }
        rig.proxy.release();
        replies_are_right(&rig.handle).await;
    }
    let count: i64 = rig
        .server
        .call(&["GET", "n"])
        .expect("answers")
        .parse()
        .expect("a number");
    assert_eq!(count, unknown, "each was done once, none again");

    let before = rig.proxy.accepted();
    rig.proxy.reset();
    until("a new socket, unasked", PATIENCE, async || {
        rig.proxy.accepted() > before && rig.handle.state().is_ready()
    })
    .await;
    replies_are_right(&rig.handle).await;
}

/// A process that dies with unread bytes in its socket: the kernel sends RST instead of FIN.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_with_unread_commands_resets_its_connections() {
    let rig = Rig::new().await;
    let direct = crate::fixture::connect(&rig.server.url()).await;
    rig.server.freeze().expect("is stopped");
    let mut conn = direct.conn();
    let asking =
        tokio::spawn(async move { cmd("INCR").arg("n").query_async::<i64>(&mut conn).await });
    // Frozen, it reads nothing: what is written stays in the kernel.
    let port = rig.server.port();
    until(
        "the command waits in the server's socket",
        PATIENCE,
        async || unread(port) > 0,
    )
    .await;
    rig.server.kill().expect("is killed");
    let error = asking.await.expect("no panic").expect_err("it is dead");
    assert!(outcome_is_unknown(&error), "{error}");
    assert!(
        !error.is_timeout(),
        "the reset is noticed, not the silence: {error}"
    );
    let server = &rig.server;
    tokio::task::block_in_place(|| server.restart()).expect("comes up");
    replies_are_right(&direct).await;
}

/// Bytes that wait to be read in the sockets of this port.
fn unread(port: u16) -> u64 {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("the kernel's table of sockets");
    let local = format!(":{port:04X}");
    let waiting = table.lines().filter_map(|line| {
        let mut columns = line.split_whitespace();
        let of_server = columns.nth(1)?.ends_with(&local);
        let queues = columns.nth(2)?;
        let received = u64::from_str_radix(queues.split_once(':')?.1, 16).ok()?;
        of_server.then_some(received)
    });
    waiting.sum()
}
