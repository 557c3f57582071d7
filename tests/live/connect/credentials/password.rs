//! A password that changes under a live handle.

use redis_config::dev::Server;
use redis_config::{ConnectErrorKind, State};
use redis_config_tests::canary;
use redis_config_tests::poll::until;
use tokio::time::Instant;

use crate::fixture::{SECOND, at, get};

/// `ConnectionManager` of the `redis` crate never recovers from this.
#[tokio::test]
async fn a_password_put_right_again_heals_the_same_handle_within_two_seconds() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let handle = at(server.url()).connect().await.unwrap();
    get(&handle, "k").await.unwrap();

    server
        .call(&["CONFIG", "SET", "requirepass", canary::OTHER_PASSWORD])
        .unwrap();
    server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
    until("the rejection is seen", 5 * SECOND, async || {
        matches!(handle.state(), State::AuthRejected { .. })
    })
    .await;
    // Long enough for the pauses to have grown.
    tokio::time::sleep(3 * SECOND).await;

    let start = Instant::now();
    let error = get(&handle, "k").await.unwrap_err();
    assert!(
        start.elapsed() < SECOND,
        "it fails at once: {:?}",
        start.elapsed()
    );
    assert_eq!(
        error.kind(),
        redis_config::redis::ErrorKind::AuthenticationFailed,
        "{error}"
    );
    let state = handle.state();
    assert_eq!(state.last_error().unwrap().kind(), ConnectErrorKind::Auth);
    let texts = format!(
        "{error} {error:?} {state:?} {handle:?} {:?}",
        handle.settings()
    );
    assert_eq!(canary::find(&texts), None, "{texts}");

    server
        .call(&["CONFIG", "SET", "requirepass", canary::PASSWORD])
        .unwrap();
    let mended = Instant::now();
    until("commands succeed", 2 * SECOND, async || {
        get(&handle, "k").await.is_ok()
    })
    .await;
    assert!(mended.elapsed() < 2 * SECOND, "{:?}", mended.elapsed());
    assert!(handle.state().is_ready());
}

#[tokio::test]
async fn a_lazy_handle_with_a_wrong_password_fails_at_first_use_at_once_and_heals() {
    let server = Server::builder().password("right").start().unwrap();
    let url = format!(
        "redis://:{}@127.0.0.1:{}",
        canary::PASSWORD_IN_URL,
        server.port()
    );
    let handle = at(url).connect_lazy().unwrap();
    let start = Instant::now();
    let error = get(&handle, "k").await.unwrap_err();
    assert!(start.elapsed() < SECOND, "{:?}", start.elapsed());
    assert_eq!(canary::find(&format!("{error} {error:?}")), None);
    server
        .call(&["CONFIG", "SET", "requirepass", canary::PASSWORD])
        .unwrap();
    until("commands succeed", 3 * SECOND, async || {
        get(&handle, "k").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_user_switched_off_or_deleted_is_a_rejection_that_heals() {
    let server = Server::start().unwrap();
    let on = ["ACL", "SETUSER", "app", "on", ">pw", "~*", "+@all"];
    server.call(&on).unwrap();
    let url = format!("redis://app:pw@127.0.0.1:{}", server.port());
    let handle = at(url).connect().await.unwrap();
    for gone in [
        &["ACL", "SETUSER", "app", "off"][..],
        &["ACL", "DELUSER", "app"],
    ] {
        server.call(gone).unwrap();
        // A user switched off keeps its open connections.
        server.call(&["CLIENT", "KILL", "TYPE", "normal"]).unwrap();
        until("the rejection is seen", 5 * SECOND, async || {
            let _ = get(&handle, "k").await;
            matches!(handle.state(), State::AuthRejected { .. })
        })
        .await;
        let start = Instant::now();
        let error = get(&handle, "k").await.unwrap_err();
        assert!(start.elapsed() < SECOND, "{:?}", start.elapsed());
        assert!(
            error.to_string().contains("no such user and password"),
            "{error}"
        );
        server.call(&on).unwrap();
        until("commands succeed", 2 * SECOND, async || {
            get(&handle, "k").await.is_ok()
        })
        .await;
    }
}
