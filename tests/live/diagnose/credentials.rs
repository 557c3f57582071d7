//! Passwords: missing, wrong, and too many.

use redis_config::dev::Server;
use redis_config::{CredentialsError, Secret};
use redis_config_tests::canary;

use crate::fixture::{Jobs, at, line, trouble};

fn with(server: &Server, password: &str) -> Jobs {
    Jobs {
        password: Some(Secret::new(password)),
        ..at(server.url())
    }
}

#[tokio::test]
async fn a_password_that_is_missing() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let found = at(format!("redis://127.0.0.1:{}", server.port()))
        .diagnose()
        .await;
    assert_eq!(
        line(&found, "auth.missing"),
        "error auth.missing the server wants a password and the definition has none fix: set `password` (variable \
         `JOBS_REDIS_PASSWORD`)"
    );
    assert_eq!(trouble(&found), ["auth.missing"]);
}

#[tokio::test]
async fn a_password_that_is_wrong() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let config = Jobs {
        url: format!("redis://127.0.0.1:{}", server.port()),
        ..with(&server, canary::OTHER_PASSWORD)
    };
    let found = config.diagnose().await;
    assert_eq!(
        line(&found, "auth.rejected"),
        "error auth.rejected the server knows no such user and password fix: correct `password` (variable \
         `JOBS_REDIS_PASSWORD`) or `username`"
    );
}

#[tokio::test]
async fn a_password_from_a_file_that_is_wrong() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("password");
    std::fs::write(&path, format!("{}-wrong", canary::PASSWORD)).unwrap();
    let path = path.to_str().unwrap().to_owned();
    let sources = redis_config::Sources::defaults().env([
        (
            "JOBS_REDIS_URL",
            format!("redis://127.0.0.1:{}", server.port()),
        ),
        ("JOBS_REDIS_PASSWORD_FILE", path.clone()),
        ("JOBS_REDIS_CONNECT_TIMEOUT", "4s".to_owned()),
        ("JOBS_REDIS_DANGER_TLS_INSECURE", "false".to_owned()),
        ("JOBS_REDIS_DISABLED", "false".to_owned()),
    ]);
    let config = Jobs::load_from(&sources).unwrap();
    let found = config.diagnose().await;
    let rejected = line(&found, "auth.rejected");
    assert!(rejected.contains(&path), "{rejected}");
    std::fs::write(&path, canary::PASSWORD).unwrap();
    let found = config.diagnose().await;
    let accepted = line(&found, "auth");
    assert!(accepted.contains(&path), "{accepted}");
}

#[tokio::test]
async fn a_password_that_the_server_does_not_have() {
    let server = Server::start().unwrap();
    let found = with(&server, canary::PASSWORD).diagnose().await;
    assert_eq!(
        line(&found, "auth.unexpected"),
        "error auth.unexpected the definition has a password and the server has none fix: remove `password` (variable \
         `JOBS_REDIS_PASSWORD`), or set a password on the server"
    );
}

#[tokio::test]
async fn credentials_that_are_accepted() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .unwrap();
    let found = at(server.url()).diagnose().await;
    assert_eq!(line(&found, "auth"), "ok auth accepted");
    assert_eq!(line(&found, "user"), "ok user `default`");
    let open = Server::start().unwrap();
    let found = at(open.url()).diagnose().await;
    assert_eq!(line(&found, "auth"), "ok auth none is needed");
}

#[derive(Clone, redis_config::RedisConfig)]
#[redis(name = "vaulted", credentials = vault)]
struct Vaulted {
    url: String,
}

fn vault(_: &Vaulted) -> impl redis_config::CredentialsProvider + use<> {
    redis_config::credentials::from_fn("the vault", || async {
        Err(CredentialsError::new("it is sealed"))
    })
}

#[tokio::test]
async fn a_provider_that_gives_nothing() {
    let server = Server::start().unwrap();
    let found = Vaulted { url: server.url() }.diagnose().await;
    assert_eq!(
        line(&found, "auth.no-credentials"),
        "error auth.no-credentials there are no credentials to sign in with: the vault: it is sealed fix: see that the \
         provider of the credentials works; it is asked again for each attempt"
    );
}
