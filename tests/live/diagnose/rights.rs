//! A user with the fewest rights: what it may not ask is unknown, and nothing fails.

use redis_config::dev::Server;
use redis_config_tests::canary;
use redis_config_tests::proxy::Proxy;

use crate::fixture::{at, line, set, trouble};

fn url(server: &Server) -> String {
    format!(
        "redis://app:{}@127.0.0.1:{}",
        canary::PASSWORD_IN_URL,
        server.port()
    )
}

fn user(rules: &[&str]) -> Server {
    let server = Server::builder().append_only(true).start().unwrap();
    let password = format!(">{}", canary::PASSWORD);
    let mut command = vec!["ACL", "SETUSER", "app", "on", &password, "~*"];
    command.extend(rules);
    server.call(&command).unwrap();
    server
}

#[tokio::test]
async fn a_user_that_may_ask_nothing() {
    let server = user(&["+ping"]);
    let found = at(url(&server)).diagnose().await;
    assert_eq!(
        trouble(&found),
        ["clients", "clock", "memory", "persistence", "user"]
    );
    assert_eq!(found.exit_code(), 0, "what is unknown is no mistake");
    for (code, line_) in [
        (
            "user",
            "unknown user the server does not say as which user: `ACL WHOAMI` is refused fix: nothing, or let the user ask: `ACL SETUSER USER +acl|whoami`",
        ),
        (
            "memory",
            "unknown memory the server does not report its memory policy: `INFO` is refused fix: nothing, or let the user ask: `ACL SETUSER USER +info`",
        ),
        (
            "persistence",
            "unknown persistence the server does not report how it stores its data: `INFO` is refused fix: nothing, or let the user ask: `ACL SETUSER USER +info`",
        ),
        (
            "clients",
            "unknown clients the server does not report its clients: `INFO` is refused fix: nothing, or let the user ask: `ACL SETUSER USER +info`",
        ),
        (
            "clock",
            "unknown clock the server does not report its time: `TIME` is refused fix: nothing, or let the user ask: `ACL SETUSER USER +time`",
        ),
        ("role", "ok role primary"),
        ("topology", "ok topology standalone, as declared"),
    ] {
        assert_eq!(line(&found, code), line_);
    }
}

#[tokio::test]
async fn a_user_that_may_not_read_the_configuration() {
    let server = user(&["+@all", "-config"]);
    let found = at(url(&server)).diagnose().await;
    assert_eq!(trouble(&found), ["persistence"]);
    assert_eq!(
        line(&found, "persistence"),
        "unknown persistence `appendonly yes`; `appendfsync` is not known, as `CONFIG GET` is refused fix: nothing, or let \
         the user ask: `ACL SETUSER app +config|get`"
    );
}

#[tokio::test]
async fn a_user_that_may_not_even_ping() {
    let server = user(&["+get"]);
    let found = at(url(&server)).diagnose().await;
    let line = line(&found, "user.permission");
    let start = "error user.permission the server answered PING with `NOPERM ";
    let end = " fix: a connection needs `+hello +ping` (and `+select` for a database other than 0): `ACL SETUSER app +hello \
               +ping +select`";
    assert!(line.starts_with(start) && line.ends_with(end), "{line}");
}

#[tokio::test]
async fn a_user_that_may_ask_everything() {
    let server = user(&["+@all"]);
    set(&server, &[&["CONFIG", "SET", "appendfsync", "always"]]);
    let found = at(url(&server)).diagnose().await;
    assert_eq!(trouble(&found), [""; 0]);
    assert_eq!(line(&found, "user"), "ok user `app`");
    assert_eq!(
        line(&found, "persistence"),
        "ok persistence appendonly yes, appendfsync always"
    );
}

/// A proxy of a provider that knows neither `HELLO` nor `INFO`.
#[tokio::test]
async fn a_server_that_reports_nothing() {
    let server = user(&["+ping"]);
    let proxy = Proxy::start(("127.0.0.1", server.port())).await.unwrap();
    let _armed = proxy.alter_reply(
        1,
        |command| command.is("HELLO"),
        |reply| *reply = b"-ERR unknown command 'HELLO'\r\n".to_vec(),
    );
    let found = at(proxy.url(&url(&server))).diagnose().await;
    for (code, line_) in [
        (
            "topology",
            "unknown topology the server does not report its mode: `HELLO` and `INFO` are refused fix: nothing; with `+info` in its ACL rules the user could ask",
        ),
        (
            "role",
            "unknown role the server reports no role: `HELLO`, `ROLE` and `INFO` are refused fix: nothing, or let the user ask: `ACL SETUSER USER +role`",
        ),
        (
            "version",
            "unknown version the server does not report its version: `HELLO` and `INFO` are refused fix: nothing, or let the user ask: `ACL SETUSER USER +info`",
        ),
    ] {
        assert_eq!(line(&found, code), line_);
    }
    assert_eq!(found.exit_code(), 0);
}
