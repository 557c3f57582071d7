//! Connections that fail, and everything that can be printed of one that lives.

use redis_config::dev::Server;
use redis_config::redis::aio::ConnectionLike;
use redis_config::redis::{RedisResult, Value, cmd};
use redis_config::{Handle, RedisConnections};
use redis_config_tests::canary::{OTHER_PASSWORD, PASSWORD, PASSWORD_IN_URL, PAYLOAD};
use redis_config_tests::events::Captured;
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;

use super::texts::{ByUrl, Marked, Texts, marked, server};
use crate::fixture::PATIENCE;

#[derive(Clone, Debug, RedisConnections)]
struct Both {
    marked: Handle<Marked>,
    by_url: Handle<ByUrl>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_fail_do_not_show_the_password() {
    let captured = Captured::start();
    let mut texts = Texts::default();
    let server = server();
    let proxy = Proxy::before(&server).await.expect("a proxy");

    // Refused, silent, wrong password, no password, no such user, no such database.
    let through = |port: u16| Marked {
        port,
        ..marked(&server, PASSWORD)
    };
    proxy.refuse().await;
    texts.fails("refused", through(proxy.port()).connect().await);
    proxy.mute().await;
    texts.fails("silent", through(proxy.port()).connect().await);
    proxy.serve().await;
    texts.fails(
        "wrong password",
        marked(&server, OTHER_PASSWORD).connect().await,
    );
    let user = Marked {
        username: Some("nobody".into()),
        ..marked(&server, PASSWORD)
    };
    texts.fails("no such user", user.connect().await);
    let none = Marked {
        password: None,
        ..marked(&server, PASSWORD)
    };
    texts.fails("no password", none.connect().await);
    let database = ByUrl {
        url: format!("{}/99", server.url()),
    };
    texts.fails("no such database", database.connect().await);
    let wrong = ByUrl {
        url: server.url().replace(PASSWORD_IN_URL, "c4n4ry-pa55%2Fn3w"),
    };
    texts.fails("wrong password in a URL", wrong.connect().await);
    // A server, or a proxy, without the command repeats what came with it.
    let deaf = Server::builder().arg("rename-command", "AUTH \"\"");
    let deaf = deaf.start().expect("a server");
    texts.fails("AUTH is unknown", marked(&deaf, PASSWORD).connect().await);
    let lazy = marked(&deaf, PASSWORD).connect_lazy().expect("it is valid");
    let reply: RedisResult<Value> = cmd("GET").arg("k").query_async(&mut lazy.conn()).await;
    texts.fails("AUTH is unknown, at first use", reply);
    texts.debug("AUTH is unknown, the state", &lazy.state());
    let host = Marked {
        host: "does-not-resolve.invalid".into(),
        ..marked(&server, PASSWORD)
    };
    texts.fails("no such host", host.connect().await);

    // A live one, and all that can be printed of it.
    let config = through(proxy.port());
    texts.debug("definition", &config);
    texts.debug("settings", &config.settings().expect("valid"));
    texts.text(
        "address",
        config.settings().expect("valid").address().to_owned(),
    );
    texts.debug("server", &server);
    texts.debug("builder", &Server::builder().password(PASSWORD));
    let by_url = ByUrl {
        url: proxy.url(&server.url()),
    };
    texts.debug("settings of a URL", &by_url.settings().expect("valid"));
    let both = Both {
        marked: config.connect().await.expect("connects"),
        by_url: by_url.connect().await.expect("connects"),
    };
    texts.debug("group", &both);
    assert!(both.by_url.health().await.is_ok());
    let handle = both.marked.clone();
    texts.debug("handle", &handle);
    texts.debug("lazy handle", &config.connect_lazy().expect("valid"));
    texts.debug("connection", &handle.conn());
    let mut own = handle.dedicated().await.expect("a socket");
    texts.debug("dedicated", &own);
    texts.debug("health", &handle.health().await.expect("answers"));
    texts.debug("state", &handle.state());
    texts.debug("state of now", &*handle.watch().borrow());

    // Commands that fail, with secrets among their arguments.
    let mut shared = handle.conn();
    for name in ["AUTH", "SUBSCRIBE", "SELECT", "INCRBY"] {
        let result: RedisResult<Value> = cmd(name)
            .arg(PAYLOAD)
            .arg(PASSWORD)
            .query_async(&mut shared)
            .await;
        texts.fails(name, result);
        let result: RedisResult<Value> = cmd(name)
            .arg(PAYLOAD)
            .arg(1)
            .arg(PASSWORD)
            .query_async(&mut own)
            .await;
        if let Err(error) = result {
            texts.error(name, &error);
        }
    }
    // The server repeats the arguments of an unknown command. Its error reaches the caller unchanged, and
    // must reach no log.
    let result: RedisResult<Value> = cmd("NOSUCHCOMMAND")
        .arg(PAYLOAD)
        .query_async(&mut shared)
        .await;
    assert!(result.is_err());
    proxy.hold();
    let result = shared
        .req_packed_command(cmd("SET").arg("k").arg(PAYLOAD))
        .await;
    texts.fails("no answer in time", result);
    proxy.release();

    // The password changes, the sockets die, the server too.
    server
        .call(&["CONFIG", "SET", "requirepass", OTHER_PASSWORD])
        .expect("is set");
    proxy.reset();
    until("the change is noticed", PATIENCE, async || {
        handle.health().await.is_err()
    })
    .await;
    texts.fails("password changed", handle.health().await);
    let result: RedisResult<Value> = cmd("GET").arg(PAYLOAD).query_async(&mut shared).await;
    texts.fails("command after the change", result);
    texts.debug("state after the change", &handle.state());
    texts.debug("handle after the change", &handle);
    server.kill().expect("is killed");
    texts.fails("health of a dead server", handle.health().await);
    let result: RedisResult<Value> = cmd("GET").arg(PAYLOAD).query_async(&mut shared).await;
    texts.fails("command to a dead server", result);
    texts.fails("dedicated of a dead server", handle.dedicated().await);
    texts.debug("state of a dead server", &handle.state());
    texts.fails(
        "call to a dead server",
        server.call(&["SET", PAYLOAD, PASSWORD]),
    );

    assert!(captured.count() > 0, "the library logs events");
    texts.text("events", captured.text());
    texts.search();
}
