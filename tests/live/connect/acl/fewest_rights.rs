//! A user with the fewest rights.

use redis_config::dev::Server;
use redis_config::redis::{self, AsyncCommands, pipe};
use redis_config::{ConnectErrorKind, Denied, Handle, is_permission_denied, permission_denied};
use redis_config_tests::documented_acl;

use crate::fixture::{Live, at};

pub(super) const PASSWORD: &str = "fewest-rights";

fn cache() -> Server {
    let server = Server::start().unwrap();
    let rules = documented_acl::rules("cache", PASSWORD);
    let mut command = vec!["ACL", "SETUSER", "cache"];
    command.extend(rules.iter().map(String::as_str));
    server.call(&command).unwrap();
    server
}

fn config(server: &Server) -> Live {
    at(format!(
        "redis://cache:{PASSWORD}@127.0.0.1:{}",
        server.port()
    ))
}

#[tokio::test]
async fn a_cache_works_by_its_documented_line() {
    let server = cache();
    let handle = config(&server).connect().await.unwrap();
    let mut conn = handle.conn();
    let () = conn.set_ex("cache:a", 1, 60).await.unwrap();
    assert_eq!(conn.get::<_, i64>("cache:a").await.unwrap(), 1);
    assert_eq!(
        conn.mget::<_, Vec<Option<i64>>>(&["cache:a", "cache:b"])
            .await
            .unwrap(),
        [Some(1), None]
    );
    assert!(conn.exists::<_, bool>("cache:a").await.unwrap());
    assert!(conn.expire::<_, bool>("cache:a", 30).await.unwrap());
    assert!(conn.ttl::<_, i64>("cache:a").await.unwrap() > 0);
    assert_eq!(conn.del::<_, i64>("cache:a").await.unwrap(), 1);
    let (): () = pipe()
        .set("cache:b", 1)
        .get("cache:b")
        .ignore()
        .query_async(&mut conn)
        .await
        .unwrap();
    let health = handle.health().await.unwrap();
    assert!(health.version.is_some(), "{health:?}");
    handle.dedicated().await.unwrap();
    assert!(handle.state().is_ready());
}

#[tokio::test]
async fn a_denied_command_is_named_with_the_rule_to_add() {
    let server = cache();
    let mut conn = config(&server).connect().await.unwrap().conn();
    let command = |name: &str| Denied::Command(Some(name.to_owned()));
    let error = conn.incr::<_, _, i64>("cache:n", 1).await.unwrap_err();
    assert_eq!(permission_denied(&error).unwrap().what, command("incrby"));
    server
        .call(&[
            "ACL",
            "SETUSER",
            "cache",
            &permission_denied(&error).unwrap().rule(),
        ])
        .unwrap();
    assert_eq!(conn.incr::<_, _, i64>("cache:n", 1).await.unwrap(), 1);

    let error = conn.get::<_, Option<i64>>("elsewhere").await.unwrap_err();
    assert_eq!(permission_denied(&error).unwrap().what, Denied::Key);

    server
        .call(&[
            "ACL", "SETUSER", "cache", "+eval", "+multi", "+exec", "+publish",
        ])
        .unwrap();
    let error = conn.publish::<_, _, i64>("news", 1).await.unwrap_err();
    assert_eq!(permission_denied(&error).unwrap().what, Denied::Channel);

    let script = "return redis.call('SADD', KEYS[1], 1)";
    let error = redis::cmd("EVAL")
        .arg(script)
        .arg(1)
        .arg("cache:s")
        .query_async::<i64>(&mut conn)
        .await
        .unwrap_err();
    let denied = permission_denied(&error).unwrap();
    assert!(denied.in_script, "{error}");
    assert!(matches!(denied.what, Denied::Command(_)), "{error}");

    let aborted = pipe()
        .atomic()
        .set("cache:t", 1)
        .sadd("cache:s", 1)
        .query_async::<()>(&mut conn)
        .await
        .unwrap_err();
    assert!(is_permission_denied(&aborted), "{aborted}");
    assert!(!conn.exists::<_, bool>("cache:t").await.unwrap());

    let other = conn.set::<_, _, ()>("cache:t", 1).await;
    assert!(other.is_ok());
    let wrong = redis::cmd("GET")
        .query_async::<()>(&mut conn)
        .await
        .unwrap_err();
    assert!(!is_permission_denied(&wrong), "{wrong}");
}

#[tokio::test]
async fn the_error_of_a_user_that_may_not_ping_names_the_rights_of_a_connection() {
    let server = cache();
    server.call(&["ACL", "SETUSER", "cache", "-ping"]).unwrap();
    let error = Handle::connect(&config(&server)).await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Permission, "{error}");
    assert!(error.help().contains("+ping"), "{error}");
}
