//! The driver against the other end of a socket pair.

#![cfg(unix)]

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use redis::{Cmd, PushInfo, PushKind, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{advance, pause, resume, timeout};

use super::driver::PushHandler;
use super::driver_handle::DriverHandle;
use super::waiter::{NoReply, SocketLoss};
use crate::connect::stream::Stream;
use crate::sync::Mutex;

const RESPONSE_TIMEOUT: Duration = Duration::from_millis(400);
const KEEPALIVE: Duration = Duration::from_secs(3600);
const PATIENCE: Duration = Duration::from_secs(20);

type Outcome = Result<Value, NoReply>;

fn start(push_handler: Option<PushHandler>) -> (DriverHandle, UnixStream, Arc<Notify>) {
    let (near, far) = UnixStream::pair().unwrap();
    let closed = Arc::new(Notify::new());
    let stream = Stream::Unix(near);
    let connection =
        DriverHandle::start(stream, RESPONSE_TIMEOUT, KEEPALIVE, push_handler, &closed);
    (connection, far, closed)
}

fn get(key: &str) -> Cmd {
    let mut command = redis::cmd("GET");
    command.arg(key);
    command
}

fn send(connection: &DriverHandle, command: Cmd) -> JoinHandle<Outcome> {
    let mut sender = connection.sender();
    tokio::spawn(async move { sender.send(&command).await })
}

/// A command that was written and not answered.
async fn unanswered() -> (DriverHandle, JoinHandle<Outcome>, UnixStream, Arc<Notify>) {
    let (connection, mut far, closed) = start(None);
    let reply = send(&connection, get("k"));
    expect(&mut far, &get("k")).await;
    (connection, reply, far, closed)
}

async fn expect(far: &mut UnixStream, command: &Cmd) {
    let expected = command.get_packed_command();
    let mut request = vec![0; expected.len()];
    far.read_exact(&mut request).await.unwrap();
    assert_eq!(request, expected);
}

async fn settle() {
    for _ in 0..20 {
        yield_now().await;
    }
}

fn lost(outcome: Outcome) -> (SocketLoss, bool) {
    match outcome {
        Err(NoReply::Lost(lost)) => (lost.loss, lost.written),
        other => panic!("{other:?}"),
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.unwrap()
}

/// After a blocked runtime or a suspended machine one tick spans far more than the response timeout, while the reply may be in
/// the socket's buffer, unread.
#[tokio::test]
async fn one_late_tick_does_not_close_the_socket() {
    let (connection, reply, mut far, _) = unanswered().await;
    settle().await;
    pause();
    advance(100 * RESPONSE_TIMEOUT).await;
    settle().await;
    assert_eq!(connection.queue().loss(), None, "closed without reading");
    resume();
    far.write_all(b"+OK\r\n").await.unwrap();
    assert_eq!(within(reply).await.unwrap().unwrap(), Value::Okay);
}

#[tokio::test]
async fn lasting_silence_closes_the_socket() {
    let (_connection, reply, _far, closed) = unanswered().await;
    within(closed.notified()).await;
    assert_eq!(lost(reply.await.unwrap()), (SocketLoss::Overdue, true));
}

/// The age of the oldest reply counts: messages that the server sends meanwhile do not.
#[tokio::test]
async fn a_reply_is_overdue_although_the_socket_is_not_silent() {
    let (_connection, reply, mut far, closed) = unanswered().await;
    let chatter = async {
        loop {
            let _ = far.write_all(b">2\r\n$4\r\nnews\r\n$1\r\nx\r\n").await;
            tokio::time::sleep(RESPONSE_TIMEOUT / 20).await;
        }
    };
    within(async {
        tokio::select! {
            () = chatter => {}
            () = closed.notified() => {}
        }
    })
    .await;
    assert_eq!(lost(reply.await.unwrap()), (SocketLoss::Overdue, true));
}

/// A reply that announces more bytes than it has swallows the reply behind it.
#[tokio::test]
async fn a_reply_without_an_end_is_overdue() {
    let (_connection, reply, mut far, closed) = unanswered().await;
    far.write_all(b"$1000\r\nhello\r\n").await.unwrap();
    within(closed.notified()).await;
    assert_eq!(lost(reply.await.unwrap()), (SocketLoss::Overdue, true));
}

#[tokio::test]
async fn a_long_reply_that_still_arrives_is_not_overdue() {
    let (_connection, reply, mut far, _) = unanswered().await;
    far.write_all(b"$30\r\n").await.unwrap();
    settle().await;
    for _ in 0..30 {
        tokio::time::sleep(RESPONSE_TIMEOUT / 8).await;
        far.write_all(b"x").await.unwrap();
    }
    far.write_all(b"\r\n").await.unwrap();
    assert_eq!(
        within(reply).await.unwrap().unwrap(),
        Value::BulkString(vec![b'x'; 30])
    );
}

#[tokio::test]
async fn a_command_that_blocks_is_not_overdue() {
    let (connection, mut far, _) = start(None);
    let mut sender = connection.sender().may_block();
    let reply = tokio::spawn(async move { sender.send(&get("k")).await });
    expect(&mut far, &get("k")).await;
    // As long as another command takes to be overdue, twice.
    for _ in 0..2 {
        let (_connection, _reply, _far, closed) = unanswered().await;
        within(closed.notified()).await;
    }
    far.write_all(b"+OK\r\n").await.unwrap();
    assert_eq!(within(reply).await.unwrap().unwrap(), Value::Okay);
}

#[tokio::test]
async fn a_reply_too_many_ends_the_socket() {
    let (connection, reply, mut far, closed) = unanswered().await;
    far.write_all(b"+OK\r\n+OK\r\n").await.unwrap();
    assert_eq!(within(reply).await.unwrap().unwrap(), Value::Okay);
    within(closed.notified()).await;
    assert_eq!(connection.queue().loss(), Some(SocketLoss::OutOfStep));
}

/// A reply is missing on a socket that is never idle: from then on each command gets the reply to the one after it.
#[tokio::test]
async fn replies_out_of_step_are_detected_under_load() {
    let (connection, mut far, closed) = start(None);
    let callers: Vec<_> = (0..3)
        .map(|_| {
            let mut sender = connection.sender();
            tokio::spawn(async move { while sender.send(&get("c")).await.is_ok() {} })
        })
        .collect();
    let server = async {
        let (mut request, mut commands) = (vec![0; 4096], 0);
        while let Ok(length @ 1..) = far.read(&mut request).await {
            for command in String::from_utf8_lossy(&request[..length]).split_inclusive("*") {
                commands += 1;
                let reply: &[u8] = match command {
                    _ if commands == 10 => b"",
                    command if command.contains("PING") => b"+PONG\r\n",
                    command if command.contains("GET") => b"+OK\r\n",
                    _ => b"",
                };
                let _ = far.write_all(reply).await;
            }
        }
    };
    within(async {
        tokio::select! {
            () = server => {}
            () = closed.notified() => {}
        }
    })
    .await;
    for caller in callers {
        caller.await.unwrap();
    }
    assert_eq!(connection.queue().loss(), Some(SocketLoss::OutOfStep));
}

#[tokio::test]
async fn only_commands_that_were_written_have_an_unknown_outcome() {
    let (connection, mut far, closed) = start(None);
    let value = "x".repeat(20_000);
    let command = |n: usize| {
        let mut set = redis::cmd("SET");
        set.arg(n).arg(&value);
        set
    };
    let length = command(10).get_packed_command().len();
    let replies: Vec<_> = (10..74).map(|n| send(&connection, command(n))).collect();
    let mut seen = vec![0; 5 * length + 7];
    far.read_exact(&mut seen).await.unwrap();
    settle().await;
    // What the kernel holds was written as well, though the server never sees it.
    far.write_all(b"+OK\r\n+OK\r\n").await.unwrap();
    drop(far);
    within(closed.notified()).await;
    let mut outcomes: Vec<_> = join_all(replies)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(
        outcomes[..2]
            .iter()
            .all(|outcome| matches!(outcome, Ok(Value::Okay)))
    );
    let written: Vec<bool> = outcomes.drain(2..).map(|outcome| lost(outcome).1).collect();
    let unknown = written.iter().take_while(|written| **written).count();
    assert!((3..62).contains(&unknown), "{unknown}");
    assert!(written[unknown..].iter().all(|written| !written));
}

/// A server that reads nothing: callers wait, in order, and memory does not grow.
#[tokio::test]
async fn callers_wait_when_the_queue_is_full() {
    const CALLERS: u64 = 40;
    let (connection, mut far, _) = start(None);
    let value = "x".repeat(500_000);
    let mut replies: Vec<_> = (0..CALLERS)
        .map(|n| {
            let mut set = redis::cmd("SET");
            set.arg(n + 10).arg(&value);
            send(&connection, set)
        })
        .collect();
    settle().await;
    let packed = connection.queue().packed();
    assert!(packed < 6 * 1024 * 1024, "{packed}");
    // One that gives up makes no difference to the others.
    replies.remove(30).abort();
    let server = tokio::spawn(async move {
        let mut order = Vec::new();
        let mut request = vec![0; 500_040];
        let length = redis::cmd("SET")
            .arg(10)
            .arg(&value)
            .get_packed_command()
            .len();
        for _ in 1..CALLERS {
            far.read_exact(&mut request[..length]).await.unwrap();
            order.push(
                String::from_utf8_lossy(&request[17..19])
                    .parse::<u64>()
                    .unwrap(),
            );
            far.write_all(b"+OK\r\n").await.unwrap();
        }
        order
    });
    for reply in replies {
        assert_eq!(within(reply).await.unwrap().unwrap(), Value::Okay);
    }
    let expected: Vec<u64> = (10..10 + CALLERS).filter(|n| *n != 40).collect();
    assert_eq!(server.await.unwrap(), expected);
}

#[tokio::test]
async fn a_dropped_request_takes_its_own_reply() {
    let (connection, mut far, _) = start(None);
    let mut sender = connection.sender();
    let dropped = timeout(Duration::ZERO, sender.send(&get("a"))).await;
    assert!(dropped.is_err());
    let next = tokio::spawn(async move { sender.send(&get("b")).await });
    expect(&mut far, &get("a")).await;
    expect(&mut far, &get("b")).await;
    far.write_all(b":1\r\n:2\r\n").await.unwrap();
    assert_eq!(within(next).await.unwrap().unwrap(), Value::Int(2));
}

#[tokio::test]
async fn a_pipeline_gets_its_replies_and_a_transaction_the_last_one() {
    let (connection, mut far, _) = start(None);
    let (mut one, mut other) = (connection.sender(), connection.sender());
    let mut pipeline = redis::pipe();
    pipeline.get("a").get("b");
    let plain = {
        let pipeline = pipeline.clone();
        tokio::spawn(async move { one.send_all(&pipeline, 0, 2).await })
    };
    settle().await;
    pipeline.atomic();
    let atomic = tokio::spawn(async move { other.send_all(&pipeline, 3, 1).await });
    settle().await;
    far.write_all(b":1\r\n:2\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:3\r\n:4\r\n")
        .await
        .unwrap();
    let plain = within(plain).await.unwrap().unwrap();
    assert_eq!(plain, [Value::Int(1), Value::Int(2)]);
    let atomic = within(atomic).await.unwrap().unwrap();
    assert_eq!(atomic, [Value::Array(vec![Value::Int(3), Value::Int(4)])]);
}

#[tokio::test]
async fn a_skipped_error_fails_a_transaction_and_no_other_pipeline() {
    for is_transaction in [false, true] {
        let (connection, mut far, _) = start(None);
        let mut sender = connection.sender();
        let mut pipeline = redis::pipe();
        pipeline.get("a");
        if is_transaction {
            pipeline.atomic();
        } else {
            pipeline.get("b").get("c");
        }
        let reply = tokio::spawn(async move { sender.send_all(&pipeline, 2, 1).await });
        settle().await;
        far.write_all(b"+OK\r\n-ERR no\r\n-EXECABORT\r\n")
            .await
            .unwrap();
        let reply = within(reply).await.unwrap();
        assert_eq!(reply.is_err(), is_transaction, "{reply:?}");
    }
}

#[tokio::test]
async fn messages_go_to_the_push_handler() {
    for kind in ['>', '*'] {
        let pushed: Arc<Mutex<Vec<PushInfo>>> = Arc::default();
        let received = Arc::clone(&pushed);
        let (connection, mut far, _) =
            start(Some(Arc::new(move |push| received.lock().push(push))));
        let mut subscribe = redis::cmd("SUBSCRIBE");
        subscribe.arg("c");
        let reply = send(&connection, subscribe.clone());
        expect(&mut far, &subscribe).await;
        let text = format!(
            "{kind}3\r\n$7\r\nmessage\r\n$1\r\nd\r\n$1\r\nm\r\n{kind}3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n"
        );
        far.write_all(text.as_bytes()).await.unwrap();
        let reply = within(reply).await.unwrap().unwrap();
        assert!(
            matches!(
                reply,
                Value::Push {
                    kind: PushKind::Subscribe,
                    ..
                }
            ),
            "{reply:?}"
        );
        let kinds: Vec<_> = pushed.lock().iter().map(|push| push.kind.clone()).collect();
        assert_eq!(kinds, [PushKind::Message, PushKind::Subscribe]);
    }
}

#[tokio::test]
async fn a_closed_connection_ends_every_request() {
    let (connection, reply, _far, closed) = unanswered().await;
    let mut sender = connection.sender();
    drop(connection);
    within(closed.notified()).await;
    assert_eq!(lost(reply.await.unwrap()), (SocketLoss::Closed, true));
    assert_eq!(
        lost(sender.send(&get("k")).await),
        (SocketLoss::Closed, false)
    );
}

#[tokio::test]
async fn an_error_before_the_first_command_is_kept() {
    let (connection, mut far, closed) = start(None);
    far.write_all(b"-ERR max number of clients reached\r\n")
        .await
        .unwrap();
    within(closed.notified()).await;
    assert_eq!(
        connection.queue().first_error(),
        Some("ERR max number of clients reached")
    );
}
