//! Commands that a shared connection refuses.

use redis_config::redis::aio::ConnectionLike;
use redis_config::redis::{self, AsyncCommands, ErrorKind};
use redis_config_tests::canary;

use crate::fixture::up;

#[tokio::test]
async fn commands_that_would_disturb_others_are_refused_with_an_alternative() {
    let (_server, mut handle) = up().await;
    let mut conn = handle.conn();
    for (words, help) in [
        ("SELECT 1", "dedicated()"),
        ("subscribe news", "subscriber()"),
        ("MONITOR", "`redis` crate"),
        ("MULTI", ".atomic()"),
        ("WATCH k", "dedicated()"),
        ("CLIENT REPLY OFF", "set_no_response"),
        ("QUIT", "drop the handle"),
        ("WAIT 1 0", "pipeline"),
        ("Hello 2", "dedicated()"),
    ] {
        let mut command = redis::Cmd::new();
        for word in words.split(' ') {
            command.arg(word);
        }
        let error = command.exec_async(&mut conn).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Client, "{error}");
        assert!(error.to_string().contains(help), "{words}: {error}");
        let error = command.exec_async(&mut handle).await.unwrap_err();
        assert!(error.to_string().contains(help), "{words}: {error}");
    }
    let mut auth = redis::cmd("AUTH");
    auth.arg(canary::PASSWORD);
    let error = auth.exec_async(&mut conn).await.unwrap_err();
    assert_eq!(canary::find(&format!("{error} {error:?}")), None);
    // None of it reached the server, so the connection is unchanged.
    conn.set::<_, _, ()>("k", "v").await.unwrap();
    assert_eq!(conn.get::<_, String>("k").await.unwrap(), "v");
}

#[tokio::test]
async fn atomic_pipelines_are_fine_and_others_are_judged_by_their_commands() {
    let (_server, handle) = up().await;
    let mut conn = handle.conn();
    let (a, b): (i64, i64) = redis::pipe()
        .atomic()
        .incr("a", 1)
        .incr("a", 1)
        .query_async(&mut conn)
        .await
        .unwrap();
    assert_eq!((a, b), (1, 2));
    let error = redis::pipe()
        .incr("a", 1)
        .cmd("SELECT")
        .arg(1)
        .exec_async(&mut conn)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("SELECT"), "{error}");
    assert_eq!(
        conn.get::<_, i64>("a").await.unwrap(),
        2,
        "nothing of it was sent"
    );
}

#[tokio::test]
async fn a_dedicated_connection_has_a_database_of_its_own() {
    let (_server, handle) = up().await;
    let mut own = handle.dedicated().await.unwrap();
    redis::cmd("SELECT")
        .arg(3)
        .exec_async(&mut own)
        .await
        .unwrap();
    own.set::<_, _, ()>("k", "three").await.unwrap();
    assert_eq!(
        handle.conn().get::<_, Option<String>>("k").await.unwrap(),
        None
    );
    let error = redis::cmd("SUBSCRIBE")
        .arg("c")
        .exec_async(&mut own)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("SUBSCRIBE"), "{error}");
    drop(own);
    // The next one starts afresh.
    let mut own = handle.dedicated().await.unwrap();
    assert_eq!(own.get::<_, Option<String>>("k").await.unwrap(), None);
}

#[tokio::test]
async fn an_empty_pipeline_is_no_error() {
    let (_server, handle) = up().await;
    let (mut conn, mut dedicated) = (handle.conn(), handle.dedicated().await.unwrap());
    let pipeline = redis::pipe();
    let none: Vec<i64> = pipeline.query_async(&mut conn).await.unwrap();
    assert!(none.is_empty());
    let none: Vec<i64> = pipeline.query_async(&mut dedicated).await.unwrap();
    assert!(none.is_empty());
    assert_eq!(conn.req_packed_commands(&pipeline, 0, 0).await, Ok(vec![]));
    let none = dedicated.req_packed_commands(&pipeline, 0, 0).await;
    assert_eq!(none, Ok(vec![]));
}
