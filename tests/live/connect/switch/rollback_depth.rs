//! How far back a rollback goes.

use redis_config::SwitchStep;
use redis_config::dev::Server;
use redis_config::redis::AsyncCommands;

use super::fixture::{address, two};
use crate::fixture::{Live, MILLI, at, client_id};

#[tokio::test]
async fn eight_switches_are_rolled_back_newest_first_and_the_ninth_is_gone() {
    let server = Server::start().unwrap();
    let database = |number: u32| format!("{}/{number}", server.url());
    let handle = at(database(0)).connect().await.unwrap();
    let mut conn = handle.conn();
    let () = conn.set("where", 0).await.unwrap();
    for number in 1..=9 {
        handle.switch(at(database(number))).await.unwrap();
        let () = conn.set("where", number).await.unwrap();
    }
    for number in (1..=8).rev() {
        let back = handle.rollback().await.unwrap();
        assert_eq!(back.to(), database(number));
        assert_eq!(conn.get::<_, u32>("where").await.unwrap(), number);
    }
    let generation = handle.generation();
    assert_eq!(generation, 1 + 9 + 8, "each of them counts");
    let error = handle.rollback().await.unwrap_err();
    assert_eq!(error.step(), SwitchStep::Rollback, "{error}");
    assert_eq!(handle.generation(), generation);
    assert_eq!(conn.get::<_, u32>("where").await.unwrap(), 1);
    // A switch after that is remembered like any other.
    handle.switch(at(database(9))).await.unwrap();
    assert_eq!(handle.rollback().await.unwrap().to(), database(1));
    handle.rollback().await.unwrap_err();
}

/// It leads back to a configuration, and that has to be fit again.
#[tokio::test]
async fn a_rollback_to_a_server_that_is_down_fails_and_succeeds_once_it_is_up() {
    let (blue, green, handle) = two().await;
    handle
        .switch(Live {
            connect_timeout: 300 * MILLI,
            ..at(green.url())
        })
        .await
        .unwrap();
    let id = client_id(&mut handle.conn()).await;
    blue.kill().unwrap();
    let error = handle.rollback().await.unwrap_err();
    assert_eq!(error.step(), SwitchStep::Connect, "{error}");
    assert_eq!(handle.generation(), 2);
    assert_eq!(client_id(&mut handle.conn()).await, id, "the same socket");
    blue.restart().unwrap();
    let back = handle.rollback().await.unwrap();
    assert_eq!(back.to(), address(&blue), "it was not forgotten");
}
