//! Commands that block.

use std::time::Duration;

use redis_config::dev::Server;
use redis_config::redis::{self, AsyncCommands};
use redis_config_tests::poll::until;
use tokio::time::{Instant, timeout};

use crate::fixture::{Live, MILLI, SECOND, at, get, sockets, up};

/// The server's clients that wait in a blocking command.
fn blocked(server: &Server) -> usize {
    let info = server.call(&["INFO", "clients"]).unwrap();
    let line = info
        .lines()
        .find_map(|line| line.strip_prefix("blocked_clients:"));
    line.unwrap().trim().parse().unwrap()
}

/// Speed is shown by the benchmarks; here a thousand commands are answered while the `BLPOP` waits.
#[tokio::test]
async fn a_blpop_delays_no_other_command() {
    let (server, handle) = up().await;
    let mut conn = handle.conn();
    let popping = tokio::spawn({
        let mut conn = conn.clone();
        async move { conn.blpop::<_, (String, String)>("list", 60.0).await }
    });
    until("the server blocks it", 5 * SECOND, async || {
        blocked(&server) == 1
    })
    .await;
    for _ in 0..1000 {
        conn.get::<_, Option<String>>("k").await.unwrap();
    }
    assert_eq!(blocked(&server), 1, "answered beside the BLPOP");
    conn.rpush::<_, _, ()>("list", "job").await.unwrap();
    let popped = popping.await.unwrap().unwrap();
    assert_eq!(popped, ("list".to_owned(), "job".to_owned()));
}

#[tokio::test]
async fn a_job_pushed_after_a_client_side_timeout_is_still_in_the_list() {
    let (server, handle) = up().await;
    let mut conn = handle.conn();
    for _ in 0..50 {
        let popped = timeout(20 * MILLI, conn.blpop::<_, (String, String)>("jobs", 60.0)).await;
        assert!(popped.is_err(), "nothing was there");
        // At once: the server must have forgotten the waiter by now.
        server.call(&["RPUSH", "jobs", "job"]).unwrap();
        let left: i64 = conn.llen("jobs").await.unwrap();
        assert_eq!(left, 1, "a job was popped without a client");
        server.call(&["DEL", "jobs"]).unwrap();
    }
    assert_eq!(blocked(&server), 0);
}

#[tokio::test]
async fn a_block_time_beyond_the_response_timeout_is_waited_for() {
    let server = Server::start().unwrap();
    let config = Live {
        response_timeout: 300 * MILLI,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let start = Instant::now();
    let nothing: Option<(String, String)> = handle.conn().blpop("none", 1.5).await.unwrap();
    assert_eq!(nothing, None);
    assert!(start.elapsed() >= 1500 * MILLI);
    // Also without a timeout, on a dedicated connection.
    let mut own = handle.dedicated().await.unwrap();
    let popping = tokio::spawn(async move {
        let popped = own.blpop::<_, (String, String)>("list", 0.0).await;
        (own, popped)
    });
    until("the server blocks it", 5 * SECOND, async || {
        blocked(&server) == 1
    })
    .await;
    tokio::time::sleep(SECOND).await;
    server.call(&["RPUSH", "list", "x"]).unwrap();
    let (mut own, popped) = popping.await.unwrap();
    assert_eq!(popped.unwrap().1, "x");
    own.set::<_, _, ()>("after", 1).await.unwrap();
}

#[tokio::test]
async fn a_frozen_server_ends_a_blocking_command_after_its_deadline() {
    let server = Server::start().unwrap();
    let config = Live {
        response_timeout: 300 * MILLI,
        connect_timeout: 300 * MILLI,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let mut conn = handle.conn();
    let start = Instant::now();
    let popping =
        tokio::spawn(async move { conn.blpop::<_, Option<(String, String)>>("none", 0.5).await });
    until("the server blocks it", 5 * SECOND, async || {
        blocked(&server) == 1
    })
    .await;
    server.freeze().unwrap();
    let error = popping.await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    assert!(
        start.elapsed() >= 750 * MILLI && start.elapsed() < 4 * SECOND,
        "{:?}",
        start.elapsed()
    );
    server.thaw().unwrap();
}

#[tokio::test]
async fn idle_dedicated_sockets_are_used_again() {
    let (server, handle) = up().await;
    for _ in 0..20 {
        let nothing: Option<(String, String)> = handle.conn().blpop("none", 0.01).await.unwrap();
        assert_eq!(nothing, None);
    }
    assert_eq!(sockets(&server, "dedicated"), 1);
    // The server closes it while it is idle, which no caller notices.
    server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
    until("the shared socket is back", 5 * SECOND, async || {
        get(&handle, "k").await.is_ok()
    })
    .await;
    let nothing: Option<(String, String)> = handle.conn().blpop("none", 0.01).await.unwrap();
    assert_eq!(nothing, None);
}

#[tokio::test]
async fn streams_with_block_and_pipelines_move_to_a_dedicated_socket_whole() {
    let (server, handle) = up().await;
    let mut conn = handle.conn();
    let reading = tokio::spawn({
        let mut conn = conn.clone();
        async move {
            redis::cmd("XREAD")
                .arg("BLOCK")
                .arg(5000)
                .arg("STREAMS")
                .arg("s")
                .arg("$")
                .query_async::<redis::Value>(&mut conn)
                .await
        }
    });
    until("the server blocks it", 5 * SECOND, async || {
        blocked(&server) == 1
    })
    .await;
    conn.set::<_, _, ()>("k", "v").await.unwrap();
    server.call(&["XADD", "s", "*", "f", "v"]).unwrap();
    assert!(!matches!(
        reading.await.unwrap().unwrap(),
        redis::Value::Nil
    ));

    let (pushed, popped): (i64, Option<(String, String)>) = redis::pipe()
        .rpush("l", "x")
        .blpop("l", 5.0)
        .query_async(&mut conn)
        .await
        .unwrap();
    assert_eq!((pushed, popped.unwrap().1.as_str()), (1, "x"));
    // WAIT counts the writes of its own connection, so it goes where they go.
    let (_, acked): (String, i64) = redis::pipe()
        .set("k", "v")
        .cmd("WAIT")
        .arg(1)
        .arg(100)
        .query_async(&mut conn)
        .await
        .unwrap();
    assert_eq!(acked, 0, "there is no replica");
}

#[tokio::test]
async fn dedicated_connections_are_bounded_and_the_error_names_the_setting() {
    let server = Server::start().unwrap();
    let config = Live {
        dedicated_connections: 2,
        connect_timeout: 300 * MILLI,
        ..at(server.url())
    };
    let handle = config.connect().await.unwrap();
    let one = handle.dedicated().await.unwrap();
    let _two = handle.dedicated().await.unwrap();
    assert_eq!(sockets(&server, "dedicated"), 2);
    let error = handle.dedicated().await.unwrap_err();
    assert!(
        error.to_string().contains("dedicated_connections"),
        "{error}"
    );
    drop(one);
    let _three = handle.dedicated().await.unwrap();
    until("the first one is closed", 5 * SECOND, async || {
        sockets(&server, "dedicated") == 2
    })
    .await;
}

#[tokio::test]
async fn a_dedicated_connection_opens_a_new_socket_unless_its_session_is_lost() {
    let (server, handle) = up().await;
    let mut own = handle.dedicated().await.unwrap();
    own.set::<_, _, ()>("k", 1).await.unwrap();
    let popped = timeout(20 * MILLI, own.blpop::<_, (String, String)>("none", 60.0)).await;
    assert!(popped.is_err());
    until("the server forgets the waiter", 5 * SECOND, async || {
        blocked(&server) == 0
    })
    .await;
    assert_eq!(own.get::<_, i64>("k").await.unwrap(), 1, "a new socket");

    // A transaction across commands.
    redis::cmd("WATCH")
        .arg("k")
        .exec_async(&mut own)
        .await
        .unwrap();
    redis::cmd("MULTI").exec_async(&mut own).await.unwrap();
    own.incr::<_, _, redis::Value>("k", 1).await.unwrap();
    let replies: Vec<i64> = redis::cmd("EXEC").query_async(&mut own).await.unwrap();
    assert_eq!(replies, [2]);

    redis::cmd("WATCH")
        .arg("k")
        .exec_async(&mut own)
        .await
        .unwrap();
    server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
    let mut errors = Vec::new();
    until("the loss is reported", 5 * SECOND, async || {
        match own.get::<_, i64>("k").await {
            Ok(_) => false,
            Err(error) => {
                errors.push(error.to_string());
                errors.last().unwrap().contains("take a new one")
            }
        }
    })
    .await;
    drop(own);
    let mut own = handle.dedicated().await.unwrap();
    assert_eq!(own.get::<_, i64>("k").await.unwrap(), 2);
}

#[tokio::test]
async fn transactions_of_the_redis_crate_run_on_a_dedicated_connection() {
    let (_server, handle) = up().await;
    let own = handle.dedicated().await.unwrap();
    let mut own = own;
    let key = "counter";
    for _ in 0..3 {
        redis::cmd("WATCH")
            .arg(key)
            .exec_async(&mut own)
            .await
            .unwrap();
        let now: Option<i64> = own.get(key).await.unwrap();
        let next = now.unwrap_or(0) + 1;
        let done: Option<()> = redis::pipe()
            .atomic()
            .set(key, next)
            .ignore()
            .query_async(&mut own)
            .await
            .unwrap();
        assert!(done.is_some());
    }
    assert_eq!(own.get::<_, i64>(key).await.unwrap(), 3);
}

#[tokio::test]
async fn a_push_wakes_a_blocking_pop_on_a_shared_connection() {
    let (server, handle) = up().await;
    let mut conn = handle.conn();
    let popping = tokio::spawn(async move { conn.blpop::<_, (String, String)>("jobs", 0.0).await });
    until("the server blocks it", 5 * SECOND, async || {
        blocked(&server) == 1
    })
    .await;
    handle.conn().rpush::<_, _, ()>("jobs", "a").await.unwrap();
    let popped = timeout(Duration::from_secs(5), popping).await.unwrap();
    assert_eq!(popped.unwrap().unwrap().1, "a");
}
