//! Dedicated sessions: they contain the commands of their caller and no others.

use redis_config::dev::Server;
use redis_config::redis::{self, AsyncCommands, Value};
use tokio::time::sleep;

use crate::fixture::{Live, MILLI, SECOND, at, client_id, up};

/// The watchdog asks a socket that has gone quiet whether it lives; in a transaction the server would queue that, too.
#[tokio::test]
async fn a_transaction_has_the_commands_of_its_caller_and_no_others() {
    let server = Server::start().unwrap();
    let handle = Live {
        keepalive: SECOND,
        ..at(server.url())
    }
    .connect()
    .await
    .unwrap();
    let mut own = handle.dedicated().await.unwrap();
    for session in [false, true] {
        if session {
            // It changes the session for good; what is begun after it is a transaction all the same.
            let () = redis::cmd("SELECT")
                .arg(1)
                .query_async(&mut own)
                .await
                .unwrap();
        }
        let () = own.set("k", 0).await.unwrap();
        let () = redis::cmd("WATCH")
            .arg("k")
            .query_async(&mut own)
            .await
            .unwrap();
        let () = redis::cmd("MULTI").query_async(&mut own).await.unwrap();
        // Past the watchdog's look and past the keepalive.
        sleep(1500 * MILLI).await;
        let queued: String = redis::cmd("INCR")
            .arg("k")
            .query_async(&mut own)
            .await
            .unwrap();
        assert_eq!(queued, "QUEUED");
        sleep(1500 * MILLI).await;
        let done: Value = redis::cmd("EXEC").query_async(&mut own).await.unwrap();
        assert_eq!(done, Value::Array(vec![Value::Int(1)]));
        // And afterwards it is watched over again.
        let pings = || {
            let stats = server.call(&["INFO", "commandstats"]).unwrap();
            let line = stats.lines().find(|line| line.starts_with("cmdstat_ping:"));
            line.unwrap_or_default().to_owned()
        };
        let before = pings();
        redis_config_tests::poll::until("the keepalive asks", 10 * SECOND, async || {
            pings() != before
        })
        .await;
    }
}

/// Without a probe of the watchdog in flight, silence is still distinguished from work.
#[tokio::test]
async fn a_server_that_freezes_in_a_transaction_is_noticed() {
    let server = Server::start().unwrap();
    let handle = Live {
        response_timeout: SECOND,
        ..at(server.url())
    }
    .connect()
    .await
    .unwrap();
    let mut own = handle.dedicated().await.unwrap();
    let () = redis::cmd("MULTI").query_async(&mut own).await.unwrap();
    server.freeze().unwrap();
    let increment = redis::cmd("INCR").arg("k").to_owned();
    let queued = increment.query_async::<String>(&mut own);
    let error = tokio::time::timeout(20 * SECOND, queued)
        .await
        .expect("it ends")
        .unwrap_err();
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    server.thaw().unwrap();
    let error = redis::cmd("EXEC")
        .query_async::<Value>(&mut own)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("session"), "{error}");
}

/// The reply to a dropped command still arrives, and the next command must not take it for its own.
#[tokio::test]
async fn a_dropped_command_costs_a_dedicated_connection_nothing() {
    let (_server, handle) = up().await;
    let mut own = handle.dedicated().await.unwrap();
    let socket = client_id(&mut own).await;
    for n in 0..100 {
        let dropped = redis::cmd("ECHO").arg(format!("dropped {n}")).to_owned();
        {
            // Polled once.
            let mut dropped = std::pin::pin!(dropped.query_async::<String>(&mut own));
            let poll = |cx: &mut std::task::Context<'_>| {
                let _answered = dropped.as_mut().poll(cx).is_ready();
                std::task::Poll::Ready(())
            };
            std::future::poll_fn(poll).await;
        }
        let received: String = redis::cmd("ECHO")
            .arg(n)
            .query_async(&mut own)
            .await
            .unwrap();
        assert_eq!(received, n.to_string());
    }
    assert_eq!(client_id(&mut own).await, socket);
}
