//! The drain: in the end nothing is left at the old server.

use redis_config::SwitchStep;
use redis_config::dev::Server;
use redis_config::redis::AsyncCommands;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::time::timeout;

use crate::fixture::{Live, MILLI, SECOND, at, sockets, up};

fn blocked(server: &Server) -> u32 {
    let clients = server.call(&["INFO", "clients"]).unwrap();
    let line = clients
        .lines()
        .find_map(|line| line.strip_prefix("blocked_clients:"));
    line.unwrap().trim().parse().unwrap()
}

/// A handle in the state of a service may not be used for hours.
#[tokio::test]
async fn sockets_that_idle_clones_are_bound_to_are_closed_too() {
    let (blue, handle) = up().await;
    let green = Server::start().unwrap();
    let (mut idle, mut own) = (handle.conn(), handle.dedicated().await.unwrap());
    let () = idle.set("k", "v").await.unwrap();
    let () = own.set("k", "v").await.unwrap();
    let handle_too = handle.clone();
    handle
        .switch(Live {
            drain_timeout: SECOND,
            ..at(green.url())
        })
        .await
        .unwrap();
    until("no shared socket is left", 20 * SECOND, async || {
        sockets(&blue, "shared") == 0
    })
    .await;
    assert_eq!(sockets(&green, "shared"), 1);
    let () = idle.set("k", "green").await.unwrap();
    let () = own.set("k", "green").await.unwrap();
    assert_eq!(green.call(&["GET", "k"]).unwrap(), "green");
    until("no dedicated socket is left", 20 * SECOND, async || {
        sockets(&blue, "dedicated") == 0
    })
    .await;
    drop((handle, idle, own));
    assert!(handle_too.state().is_ready());
}

/// It does not receive the request to unblock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_waits_at_a_frozen_server_is_given_up_and_pops_nothing_there() {
    let blue = Server::start().unwrap();
    let green = Server::start().unwrap();
    let handle = Live {
        drain_timeout: SECOND,
        response_timeout: SECOND,
        ..at(blue.url())
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    let waiting = tokio::spawn(async move { conn.blpop::<_, (String, String)>("list", 0.0).await });
    until("it waits", 10 * SECOND, async || blocked(&blue) == 1).await;
    blue.freeze().unwrap();
    handle.switch(at(green.url())).await.unwrap();
    let error = timeout(20 * SECOND, waiting)
        .await
        .expect("it is given up")
        .unwrap()
        .unwrap_err();
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    blue.thaw().unwrap();
    until("the old server forgets it", 20 * SECOND, async || {
        blocked(&blue) == 0
    })
    .await;
    blue.call(&["RPUSH", "list", "blue"]).unwrap();
    assert_eq!(blue.call(&["LLEN", "list"]).unwrap(), "1");
}

/// A user without `CLIENT UNBLOCK`: the wait ends with the drain, not hours later at the wrong server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_cannot_be_unblocked_is_given_up_after_the_drain() {
    let blue = Server::start().unwrap();
    let user = [
        "ACL",
        "SETUSER",
        "app",
        "on",
        ">pw",
        "~*",
        "+@all",
        "-client|unblock",
    ];
    blue.call(&user).unwrap();
    let green = Server::start().unwrap();
    let handle = Live {
        drain_timeout: SECOND,
        ..at(format!("redis://app:pw@127.0.0.1:{}", blue.port()))
    }
    .connect()
    .await
    .unwrap();
    let mut conn = handle.conn();
    let waiting = tokio::spawn(async move { conn.blpop::<_, (String, String)>("list", 0.0).await });
    until("it waits", 10 * SECOND, async || blocked(&blue) == 1).await;
    handle.switch(at(green.url())).await.unwrap();
    let error = timeout(20 * SECOND, waiting)
        .await
        .expect("it is given up")
        .unwrap()
        .unwrap_err();
    assert!(redis_config::outcome_is_unknown(&error), "{error}");
    until("the old server forgets it", 20 * SECOND, async || {
        blocked(&blue) == 0
    })
    .await;
}

/// It accepts the connection, and does not reply after that.
#[tokio::test]
async fn a_target_that_falls_silent_after_the_greeting_is_not_switched_to() {
    let (_blue, handle) = up().await;
    let green = Server::start().unwrap();
    let proxy = Proxy::before(&green).await.unwrap();
    // The handshake's own is the first.
    let held = proxy.lose_reply(2, |command| command.is("PING"));
    let target = Live {
        connect_timeout: 700 * MILLI,
        response_timeout: 20 * SECOND,
        ..at(proxy.url(&green.url()))
    };
    let error = handle.switch(target).await.unwrap_err();
    assert!(held.fired());
    assert_eq!(error.step(), SwitchStep::Probe, "{error}");
    assert_eq!(handle.generation(), 1);
    assert!(handle.state().is_ready());
}
