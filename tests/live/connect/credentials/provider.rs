//! Credentials that code gives.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use redis_config::RedisConfig;
use redis_config::credentials::{self, Credentials, CredentialsError};
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind, Handle};
use redis_config_tests::canary;
use redis_config_tests::poll::until;

use super::fixture::{OLD, Rig, provided, until_served};
use crate::fixture::SECOND;

#[tokio::test]
async fn a_provider_that_was_stale_is_asked_once_more_at_once() {
    let rig = Rig::new();
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let provider = credentials::from_fn("the vault", move || {
        let password = match count.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => "stale",
            _ => OLD,
        };
        ready(Ok(Credentials::user("app", password)))
    });
    let handle = Handle::connect(&provided(&rig, provider)).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    until_served(&handle).await;
}

#[tokio::test]
async fn a_provider_that_fails_panics_hangs_or_gives_nothing_is_named_and_asked_again() {
    let rig = Rig::new();
    type Turn = fn(u32) -> credentials::CredentialsFuture<'static>;
    let turns: [(Turn, &str); 4] = [
        (
            |_| Box::pin(ready(Err(CredentialsError::new("sealed")))),
            "the vault: sealed",
        ),
        (
            |_| Box::pin(async { panic!("deliberate") }),
            "the vault: it panicked",
        ),
        (
            |_| Box::pin(std::future::pending()),
            "the vault: it did not answer in time",
        ),
        (
            |_| Box::pin(ready(Ok(Credentials::user("app", "")))),
            "the vault: its password is empty",
        ),
    ];
    for (turn, text) in turns {
        let works = Arc::new(AtomicBool::new(false));
        let asked = Arc::new(AtomicU32::new(0));
        let (healed, count) = (Arc::clone(&works), Arc::clone(&asked));
        let provider = credentials::from_fn("the vault", move || {
            let number = count.fetch_add(1, Ordering::Relaxed);
            if healed.load(Ordering::Relaxed) {
                Box::pin(ready(Ok(Credentials::user("app", OLD))))
            } else {
                turn(number)
            }
        });
        let mut config = provided(&rig, provider);
        config.rotating.connect_timeout = Duration::from_millis(400);
        let error = Handle::connect(&config).await.unwrap_err();
        assert_eq!(error.kind(), ConnectErrorKind::Auth, "{error}");
        assert!(error.is_transient(), "{error}");
        assert!(error.to_string().contains(text), "{error}");

        let before = asked.load(Ordering::Relaxed);
        let handle = Handle::connect_lazy(&config).unwrap();
        let used = handle.clone();
        let waiting = tokio::spawn(async move { used.conn().get::<_, Option<i64>>("k").await });
        until("it is asked again", 10 * SECOND, async || {
            asked.load(Ordering::Relaxed) >= before + 2
        })
        .await;
        works.store(true, Ordering::Relaxed);
        assert_eq!(waiting.await.unwrap().unwrap(), None, "{text}");
    }
}

#[tokio::test]
async fn a_provider_and_a_password_exclude_each_other() {
    let rig = Rig::new();
    let mut config = provided(&rig, credentials::file(rig.path("password")));
    config.rotating.password = Some(OLD.into());
    let invalid = config.settings().unwrap_err();
    assert_eq!(invalid.violations()[0].setting(), "credentials");
    assert_eq!(invalid.violations()[0].code(), "conflict");
    assert_eq!(canary::find(&format!("{invalid} {invalid:?}")), None);
}
