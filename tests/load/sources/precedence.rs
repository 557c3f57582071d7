//! Which source wins.

use std::time::Duration;

use redis_config::{Origin, RedisConfig, Secret, Sources};

use crate::fixture::{Cache, Jobs, Own, Parts, codes, load, one, only};

#[test]
fn defaults_alone_make_the_struct() {
    let jobs: Jobs = Sources::defaults().load().unwrap();
    assert_eq!(jobs.url, "redis://127.0.0.1:6379/1");
    assert_eq!(jobs.password, None);
    assert_eq!(jobs.connect_timeout, Duration::from_secs(2));
    assert_eq!(jobs.worker_concurrency, 16);
}

#[test]
fn a_variable_wins_against_a_default_and_code_against_both() {
    let variables = [
        ("JOBS_REDIS_URL", "redis://b/2"),
        ("JOBS_REDIS_WORKER_CONCURRENCY", "32"),
    ];
    let jobs: Jobs = load(&variables).unwrap();
    assert_eq!(
        (jobs.url.as_str(), jobs.worker_concurrency),
        ("redis://b/2", 32)
    );
    let sources = Sources::standard()
        .env(variables)
        .with("url", "redis://c/3");
    let jobs: Jobs = sources.load().unwrap();
    assert_eq!(
        (jobs.url.as_str(), jobs.worker_concurrency),
        ("redis://c/3", 32)
    );
}

#[test]
fn the_later_value_from_code_wins() {
    let sources = Sources::defaults()
        .with("worker_concurrency", "2")
        .with("worker_concurrency", "3");
    assert_eq!(sources.load::<Jobs>().unwrap().worker_concurrency, 3);
}

#[test]
fn code_is_read_even_where_no_variable_is() {
    let sources = Sources::defaults().with("password", "p");
    assert_eq!(
        sources.load::<Jobs>().unwrap().password,
        Some(Secret::new("p"))
    );
}

#[test]
fn defaults_read_no_variable() {
    // Cargo sets this one in every test.
    assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
    let violations = Sources::defaults().load::<Own>().unwrap_err();
    assert_eq!(violations.violations().len(), 5, "{violations}");
    let listen = &violations.violations()[0];
    assert_eq!(
        (listen.code(), listen.origin()),
        ("missing", &Origin::Missing)
    );
    assert!(
        listen.help().contains("#[redis(default = ..)]"),
        "{}",
        listen.help()
    );
}

/// Reads a variable that cargo sets in every test.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cargo", url = "redis://h")]
struct FromCargo {
    #[redis(extra, env = "CARGO_PKG_NAME")]
    package: String,
}

#[test]
fn the_environment_of_the_process_is_the_standard() {
    let loaded = FromCargo::load().unwrap();
    assert_eq!(loaded.package, "redis-config-tests");
    let loaded: FromCargo = Sources::standard().load().unwrap();
    assert_eq!(loaded.package, "redis-config-tests");
    assert_eq!(only(FromCargo::defaults().unwrap_err()).code(), "missing");
    let none: [(&str, &str); 0] = [];
    assert_eq!(
        only(FromCargo::load_from(&Sources::standard().env(none)).unwrap_err()).code(),
        "missing"
    );
}

#[test]
fn a_missing_value_names_the_variables_that_give_it() {
    let violation = one::<Parts>(&[]);
    assert_eq!((violation.setting(), violation.code()), ("host", "missing"));
    assert_eq!(violation.origin(), &Origin::Missing);
    assert!(
        violation.help().contains("`PARTS_REDIS_HOST`"),
        "{}",
        violation.help()
    );
    assert!(
        violation.help().contains("`PARTS_REDIS_HOST_FILE`"),
        "{}",
        violation.help()
    );
}

#[test]
fn a_value_from_code_for_no_field_is_a_violation() {
    let violation = only(
        Sources::defaults()
            .with("pasword", "p")
            .load::<Jobs>()
            .unwrap_err(),
    );
    assert_eq!(
        (violation.setting(), violation.code()),
        ("pasword", "unknown-field")
    );
    assert!(
        matches!(violation.origin(), Origin::Call { file, .. } if file.ends_with("precedence.rs")),
        "{violation}"
    );
    assert_eq!(violation.help(), "did you mean `password`?");

    let violation = only(
        Sources::defaults()
            .with("url", "redis://h")
            .load::<Cache>()
            .unwrap_err(),
    );
    assert!(
        violation.help().contains("fixes `url`"),
        "{}",
        violation.help()
    );

    let violation = Sources::defaults()
        .with("reconnect_min_delay", "1s")
        .load::<Own>()
        .unwrap_err();
    assert!(
        violation.to_string().contains("is called `min_delay`"),
        "{violation}"
    );
}

#[test]
fn a_definition_without_fields_loads() {
    let cache: Cache = load(&[]).unwrap();
    let settings = cache.settings().unwrap();
    assert_eq!(settings.address(), "redis://127.0.0.1:6379/0");
    assert_eq!(settings.key_prefix(), Some("cache"));
}

#[test]
fn every_violation_is_reported_with_its_own_origin() {
    let invalid = load::<Jobs>(&[
        ("JOBS_REDIS_URL", "http://h"),
        ("JOBS_REDIS_CONNECT_TIMEOUT", "2"),
        ("JOBS_REDIS_WORKER_CONCURRENCY", "9999"),
    ])
    .unwrap_err();
    assert_eq!(
        codes(&invalid),
        [
            ("url", "url-scheme"),
            ("connect_timeout", "duration"),
            ("worker_concurrency", "out-of-range")
        ]
    );
    for (violation, name) in
        invalid
            .violations()
            .iter()
            .zip(["URL", "CONNECT_TIMEOUT", "WORKER_CONCURRENCY"])
    {
        assert_eq!(
            violation.origin(),
            &Origin::Variable(format!("JOBS_REDIS_{name}"))
        );
    }
    assert_eq!(invalid.instance(), "jobs");
}
