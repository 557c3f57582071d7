//! Clients of the `redis` crate, made from settings.

use redis_config::dev::{Cluster, Sentinel, Server};
use redis_config::redis::{self, AsyncCommands};
use redis_config::{ConnectErrorKind, RedisConfig, Secret, Settings};
use redis_config_tests::canary;

/// Characters that a URL must escape.
const USER: &str = "ops@eu:1/%2F?#é";

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "one", env = "ONE_REDIS")]
struct One {
    url: String,
    username: Option<String>,
    password: Option<Secret>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel)]
struct Watched {
    nodes: Vec<String>,
    master: String,
    password: Option<Secret>,
    sentinel_password: Option<Secret>,
    database: u32,
    address_map: Vec<String>,
    allowed_hosts: Option<Vec<String>>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "events", env = "EVENTS_REDIS", topology = cluster)]
struct Events {
    nodes: Vec<String>,
    password: Option<Secret>,
}

fn one(url: impl Into<String>) -> One {
    One {
        url: url.into(),
        username: None,
        password: None,
    }
}

fn secret(text: &str) -> Option<Secret> {
    Some(Secret::new(text))
}

fn shows_no_secret(text: &str) {
    assert_eq!(canary::find(text), None, "{text}");
}

#[tokio::test]
async fn a_client_goes_where_the_handle_goes_as_the_same_user() {
    let server = Server::start().unwrap();
    let password = format!(">{}", canary::PASSWORD);
    server
        .call(&["ACL", "SETUSER", USER, "on", &password, "~*", "+@all"])
        .unwrap();
    let config = One {
        username: Some(USER.to_owned()),
        password: secret(canary::PASSWORD),
        ..one(format!("redis://127.0.0.1:{}/3", server.port()))
    };
    let handle = config.connect().await.unwrap();
    let () = handle.conn().set("k", "theirs too").await.unwrap();

    let client = handle.settings().client().unwrap();
    let mut conn = client.get_multiplexed_async_connection().await.unwrap();
    let user: String = redis::cmd("ACL")
        .arg("WHOAMI")
        .query_async(&mut conn)
        .await
        .unwrap();
    assert_eq!(user, USER);
    let value: String = conn.get("k").await.unwrap();
    assert_eq!(value, "theirs too", "the database goes along");
    shows_no_secret(&format!(
        "{client:?} {:?}",
        handle.settings().connection_info()
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sentinel_client_finds_the_primary_with_both_passwords() {
    let set = Sentinel::builder()
        .password(canary::PASSWORD)
        .sentinel_password(canary::OTHER_PASSWORD)
        .start()
        .unwrap();
    let config = Watched {
        nodes: set.nodes(),
        master: set.master().to_owned(),
        password: secret(canary::PASSWORD),
        sentinel_password: secret(canary::OTHER_PASSWORD),
        database: 2,
        address_map: Vec::new(),
        allowed_hosts: None,
    };
    let handle = config.connect().await.unwrap();
    let () = handle.conn().set("k", "at the primary").await.unwrap();

    let settings = handle.settings();
    let mut client = settings.sentinel_client().unwrap();
    let mut conn = client.get_async_connection().await.unwrap();
    let value: String = conn.get("k").await.unwrap();
    assert_eq!(value, "at the primary");
    let () = conn.set("k", "theirs").await.unwrap();
    shows_no_secret(&format!("{:?}", settings.sentinel_client_builder()));

    let mapped = Watched {
        address_map: vec!["10.0.0.1:6379=127.0.0.1:1".to_owned()],
        ..config
    };
    let error = mapped.settings().unwrap().sentinel_client().err().unwrap();
    assert!(error.to_string().contains("`address_map`"), "{error}");
    let limited = Watched {
        address_map: Vec::new(),
        allowed_hosts: Some(vec!["127.0.0.1".to_owned()]),
        ..mapped
    };
    let error = limited.settings().unwrap().sentinel_client().err().unwrap();
    assert!(error.to_string().contains("`allowed_hosts`"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_client_reaches_every_shard() {
    let cluster = Cluster::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let config = Events {
        nodes: cluster.seeds(),
        password: secret(canary::PASSWORD),
    };
    let handle = config.connect().await.unwrap();
    let settings = handle.settings();
    let client = settings.cluster_client().unwrap();
    let mut conn = client.get_async_connection().await.unwrap();
    for key in 0..30 {
        let () = conn.set(key, key).await.unwrap();
        let value: u32 = handle.conn().get(key).await.unwrap();
        assert_eq!(value, key);
    }
    shows_no_secret(&format!("{:?}", settings.cluster_client_builder()));
}

fn help(outcome: Result<impl Sized, redis_config::ConnectError>) -> String {
    let error = outcome.err().expect("it does not fit");
    assert_eq!(error.kind(), ConnectErrorKind::Topology, "{error}");
    let text = format!("{error} {error:?}");
    shows_no_secret(&text);
    text
}

#[test]
fn a_topology_that_does_not_fit_names_the_method_that_does() {
    let plain: Settings = one("redis://h").settings().unwrap();
    let watched = Watched {
        nodes: vec!["s1:26379".to_owned()],
        master: "mymaster".to_owned(),
        password: secret(canary::PASSWORD),
        sentinel_password: None,
        database: 0,
        address_map: Vec::new(),
        allowed_hosts: None,
    };
    let watched = watched.settings().unwrap();
    let events = Events {
        nodes: vec!["a:7000".to_owned()],
        password: secret(canary::PASSWORD),
    };
    let events = events.settings().unwrap();
    assert!(help(plain.cluster_client()).contains("use `client()`"));
    assert!(help(plain.sentinel_client()).contains("use `client()`"));
    assert!(help(watched.client()).contains("use `sentinel_client()`"));
    assert!(help(watched.cluster_client()).contains("use `sentinel_client()`"));
    assert!(help(events.connection_info()).contains("use `cluster_client()`"));
    assert!(help(events.sentinel_client()).contains("use `cluster_client()`"));
}

#[test]
fn an_encrypted_client_is_to_be_built_by_hand() {
    let config = One {
        password: secret(canary::PASSWORD),
        ..one("rediss://h:6380/1")
    };
    let settings = config.settings().unwrap();
    let error = settings.client().unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Tls);
    assert!(error.help().contains("build_with_tls"), "{error}");
    shows_no_secret(&format!("{error} {error:?}"));
    let info = settings.connection_info().unwrap();
    assert_eq!(info.addr().to_string(), "h:6380");
    assert!(
        matches!(
            info.addr(),
            redis::ConnectionAddr::TcpTls {
                insecure: false,
                ..
            }
        ),
        "never a plain link in place of an encrypted one"
    );
}
