//! The help of a connection error names the place where the wrong value was given.

use redis_config::dev::{Sentinel, Server};
use redis_config::{RedisConfig, Secret, Sources};
use redis_config_tests::canary;

/// A service with nothing but a URL.
#[derive(Clone, RedisConfig)]
#[redis(name = "whole", env = "WHOLE_REDIS", fallback)]
struct Whole {
    url: String,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "split", env = "SPLIT_REDIS")]
struct Split {
    #[redis(default = "redis://127.0.0.1:6379")]
    url: String,
    password: Option<Secret>,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "parts", env = "PARTS_REDIS")]
struct Parts {
    host: String,
    port: u16,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel)]
struct Watched {
    url: String,
}

fn environment(variables: &[(&str, &str)]) -> Sources {
    let variables = variables.iter().map(|(name, value)| (*name, *value));
    Sources::standard().env(variables)
}

/// The help of the error, and no secret in any of its texts.
async fn help<C: RedisConfig>(variables: &[(&str, &str)]) -> String {
    let config: C = environment(variables).load().unwrap();
    let error = redis_config::Handle::connect(&config).await.unwrap_err();
    let texts = format!("{error} {error:?} {}", error.help());
    assert_eq!(canary::find(&texts), None, "{texts}");
    error.help().to_owned()
}

fn url_with(user_info: &str, server: &Server) -> String {
    format!("redis://{user_info}@127.0.0.1:{}", server.port())
}

#[tokio::test]
async fn a_wrong_password_in_a_url_is_corrected_in_that_url() {
    let server = Server::builder().password("right").start().unwrap();
    let url = url_with(&format!(":{}", canary::PASSWORD_IN_URL), &server);
    assert_eq!(
        help::<Whole>(&[("WHOLE_REDIS_URL", &url)]).await,
        "correct the user name and the password in `url` (variable `WHOLE_REDIS_URL`)"
    );
    assert_eq!(
        help::<Whole>(&[("REDIS_URL", &url)]).await,
        "correct the user name and the password in `url` (variable `REDIS_URL`)"
    );
    assert_eq!(
        help::<Split>(&[("SPLIT_REDIS_URL", &url)]).await,
        "correct the user name and the password in `url` (variable `SPLIT_REDIS_URL`)"
    );
}

#[tokio::test]
async fn a_wrong_password_of_its_own_is_corrected_where_it_was_given() {
    let server = Server::builder().password("right").start().unwrap();
    let url = format!("redis://127.0.0.1:{}", server.port());
    assert_eq!(
        help::<Split>(&[
            ("SPLIT_REDIS_URL", &url),
            ("SPLIT_REDIS_PASSWORD", canary::PASSWORD)
        ])
        .await,
        "correct `password` (variable `SPLIT_REDIS_PASSWORD`) or `username`"
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), canary::PASSWORD).unwrap();
    let path = file.path().to_str().unwrap();
    assert_eq!(
        help::<Split>(&[
            ("SPLIT_REDIS_URL", &url),
            ("SPLIT_REDIS_PASSWORD_FILE", path)
        ])
        .await,
        format!("correct what the file `{path}` gives")
    );
}

#[tokio::test]
async fn a_missing_password_is_asked_for_where_the_definition_can_hold_it() {
    let server = Server::builder().password("right").start().unwrap();
    let port = server.port();
    let url = format!("redis://127.0.0.1:{port}");
    assert_eq!(
        help::<Whole>(&[("REDIS_URL", &url)]).await,
        format!(
            "write the password in `url` (variable `REDIS_URL`): `redis://:PASSWORD@127.0.0.1:{port}/0`"
        )
    );
    assert_eq!(
        help::<Split>(&[("SPLIT_REDIS_URL", &url)]).await,
        "set `password` (variable `SPLIT_REDIS_PASSWORD`)"
    );
    let number = port.to_string();
    assert_eq!(
        help::<Parts>(&[
            ("PARTS_REDIS_HOST", "127.0.0.1"),
            ("PARTS_REDIS_PORT", &number)
        ])
        .await,
        "add a field `password: Option<Secret>` to the definition, and set its variable"
    );
}

#[tokio::test]
async fn a_database_and_a_service_name_in_a_url_are_corrected_there() {
    let server = Server::start().unwrap();
    let url = format!("redis://127.0.0.1:{}/99", server.port());
    assert_eq!(
        help::<Whole>(&[("REDIS_URL", &url)]).await,
        "correct the database in `url` (variable `REDIS_URL`), or raise `databases` of the server (16 by default)"
    );
    let set = Sentinel::start().unwrap();
    let url = set.url().replace("master=", "master=not-");
    let help = help::<Watched>(&[("WATCHED_REDIS_URL", &url)]).await;
    assert!(
        help.contains("correct the master in `url` (variable `WATCHED_REDIS_URL`)"),
        "{help}"
    );
}
