//! All members of a group.

use redis_config::dev::Server;
use redis_config::{Handle, RedisConfig, RedisConnections, Sources};

use crate::fixture::{Jobs, at, line, server};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", env = "CACHE_REDIS")]
struct CacheRedis {
    url: String,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "mail", env = "MAIL_REDIS")]
struct MailRedis {
    url: String,
}

#[derive(Clone, RedisConnections)]
struct Redis {
    cache: Handle<CacheRedis>,
    mail: Handle<MailRedis>,
}

#[tokio::test]
async fn every_member_is_diagnosed_also_if_one_is_invalid() {
    let up = server();
    let sources = Sources::defaults().env([
        ("CACHE_REDIS_URL", up.url()),
        ("MAIL_REDIS_URL", "http://127.0.0.1".to_owned()),
    ]);
    let found = Redis::diagnose(&sources).await;
    let names: Vec<&str> = found.instances().iter().map(|one| &*one.instance).collect();
    assert_eq!(names, ["cache", "mail"]);
    let invalid = line(&found, "config.invalid");
    assert!(
        invalid.starts_with("error config.invalid `url`, from MAIL_REDIS_URL [url-scheme]: "),
        "{invalid}"
    );
    assert_eq!(found.exit_code(), 2);
    let down = Server::start().unwrap();
    down.kill().unwrap();
    let sources = Sources::defaults().env([
        ("CACHE_REDIS_URL", up.url()),
        ("MAIL_REDIS_URL", down.url()),
    ]);
    let found = Redis::diagnose(&sources).await;
    assert!(line(&found, "connect.refused").starts_with("error "));
    assert!(line(&found, "memory").starts_with("ok "));
}

#[tokio::test]
async fn a_disabled_instance_is_not_connected() {
    let config = Jobs {
        disabled: true,
        ..at("redis://127.0.0.1:1")
    };
    let found = config.diagnose().await;
    assert_eq!(
        line(&found, "config.disabled"),
        "warning config.disabled the instance is disabled: it opens no connection, and every command fails fix: set \
         `disabled` (variable `JOBS_REDIS_DISABLED`) to `false`"
    );
}

#[tokio::test]
async fn a_definition_made_in_code_that_is_invalid() {
    let found = at("redis://127.0.0.1:70000").diagnose().await;
    assert!(line(&found, "config.invalid").starts_with("error config.invalid `url`, from code ["));
}
