//! The generated constructors.

use std::time::Duration;

use redis_config::{Protocol, Secret, Sources};

use crate::fixture::{CacheRedis, JobsRedis, SearchRedis};

fn sources(variables: &[(&str, &str)]) -> Sources {
    Sources::standard().env(variables.iter().copied())
}

#[test]
fn defaults_are_those_of_the_derive() {
    let jobs = JobsRedis::defaults().unwrap();
    assert_eq!(jobs.url, "redis://127.0.0.1:6379/1");
    assert_eq!(jobs.connect_timeout, Duration::from_secs(2));
    assert_eq!(jobs.worker_concurrency, 16);
    assert!(jobs.password.is_none());
}

#[test]
fn variables_win_over_defaults() {
    let sources = sources(&[
        ("JOBS_REDIS_URL", "redis://jobs.internal/3"),
        ("JOBS_REDIS_PASSWORD", "correct horse"),
        ("JOBS_REDIS_CONNECT_TIMEOUT", "750ms"),
        ("JOBS_REDIS_WORKER_CONCURRENCY", "64"),
    ]);
    let jobs = JobsRedis::load_from(&sources).unwrap();
    assert_eq!(jobs.worker_concurrency, 64);
    let settings = jobs.settings().unwrap();
    assert_eq!(settings.database(), 3);
    assert_eq!(settings.connect_timeout(), Duration::from_millis(750));
    assert_eq!(
        settings.password().map(Secret::expose),
        Some("correct horse")
    );
}

#[test]
fn every_violation_is_reported_and_none_shows_the_password() {
    let sources = sources(&[
        ("JOBS_REDIS_URL", "redis://jobs.internal:0/3"),
        ("JOBS_REDIS_PASSWORD", "correct horse\u{7}"),
        ("JOBS_REDIS_CONNECT_TIMEOUT", "31s"),
        ("JOBS_REDIS_WORKER_CONCURRENCY", "513"),
    ]);
    let invalid = JobsRedis::load_from(&sources).unwrap_err();
    let text = invalid.to_string();
    assert_eq!(invalid.violations().len(), 4, "{text}");
    for name in [
        "JOBS_REDIS_URL",
        "JOBS_REDIS_CONNECT_TIMEOUT",
        "JOBS_REDIS_WORKER_CONCURRENCY",
    ] {
        assert!(text.contains(name), "{name} is not in {text}");
    }
    assert!(!text.contains("correct horse"));
}

#[test]
fn a_struct_built_by_hand_is_checked_like_a_loaded_one() {
    let mut jobs = JobsRedis::defaults().unwrap();
    assert!(jobs.validate().is_ok());
    jobs.worker_concurrency = 0;
    jobs.connect_timeout = Duration::from_secs(31);
    assert_eq!(jobs.validate().unwrap_err().violations().len(), 2);
}

#[test]
fn a_validator_is_asked() {
    let mut search = SearchRedis::load_from(&sources(&[("SEARCH_PORT", "7000")])).unwrap();
    assert_eq!(search.tcp, 7000);
    assert_eq!(search.counter, 0);
    assert_eq!(search.r#type, "info");
    search.pause = Duration::from_millis(1500);
    let invalid = search.validate().unwrap_err();
    assert!(invalid.to_string().contains("whole seconds"), "{invalid}");
}

#[test]
fn a_validator_may_take_what_the_field_borrows_as() {
    let invalid = SearchRedis::load_from(&sources(&[
        ("SEARCH_REDIS_REGION", "EU"),
        ("SEARCH_REDIS_SHARDS", "a,b,c"),
    ]))
    .unwrap_err();
    let text = invalid.to_string();
    assert_eq!(invalid.violations().len(), 2, "{text}");
    assert!(text.contains("a region is in lower case"), "{text}");
    assert!(text.contains("3 shards are too many"), "{text}");
}

#[test]
fn a_unit_struct_is_complete() {
    let settings = CacheRedis.settings().unwrap();
    assert_eq!(settings.name(), "cache");
    assert_eq!(settings.address(), "redis://127.0.0.1:6379/0");
    assert_eq!(settings.connect_timeout(), Duration::from_millis(500));
    assert_eq!(settings.protocol(), Protocol::Resp2);
    assert_eq!(settings.connections(), 4);
    assert!(CacheRedis::load_from(&sources(&[])).is_ok());
}
