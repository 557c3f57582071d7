//! Variables of an instance that have another name than the library's own.

use std::fs;

use redis_config::{Origin, RedisConfig, Secret, Sources};
use redis_config_tests::events::Captured;

use crate::fixture::{Jobs, Open, Parts, codes, load, one, only};

/// Encryption has a field.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "sealed", env = "SEALED_REDIS")]
struct Sealed {
    host: String,
    #[redis(default = false)]
    tls: bool,
}

/// Its prefix has other uses.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "shop", env = "SHOP")]
struct Shop {
    #[redis(default = "redis://127.0.0.1:6379/0")]
    url: String,
}

#[test]
fn a_name_with_one_meaning_is_read() {
    let open: Open = load(&[
        ("OPEN_REDIS_HOSTNAME", "h"),
        ("OPEN_REDIS_DB", "3"),
        ("OPEN_REDIS_USER", "app"),
        ("OPEN_REDIS_PWD", "\"s3cret\""),
    ])
    .unwrap();
    assert_eq!(open.settings().unwrap().address(), "redis://***@h:6379/3");
    assert_eq!(open.username.as_deref(), Some("app"));
    assert_eq!(open.password, Some(Secret::new("s3cret")));
    for (name, value) in [
        ("JOBS_REDIS", "redis://h/2"),
        ("JOBS_REDIS_URI", "redis://h/2"),
        ("JOBS_REDIS_DSN", "redis://h/2"),
        ("JOBS_REDIS_CONNECTION_STRING", "redis://h/2"),
    ] {
        let jobs: Jobs = load(&[(name, value)]).unwrap();
        assert_eq!(jobs.url, "redis://h/2", "{name}");
    }
    for name in ["SSL", "USE_TLS", "TLS_ENABLED", "SSL_ENABLED", "USE_SSL"] {
        let name = format!("SEALED_REDIS_{name}");
        let sealed: Sealed = load(&[("SEALED_REDIS_HOST", "h"), (&name, "yes")]).unwrap();
        assert!(sealed.tls, "{name}");
        assert_eq!(sealed.settings().unwrap().address(), "rediss://h:6379/0");
    }
}

#[test]
fn a_file_under_another_name_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pass");
    fs::write(&path, "s3cret\n").unwrap();
    let jobs: Jobs = load(&[("JOBS_REDIS_PASS_FILE", path.to_str().unwrap())]).unwrap();
    assert_eq!(jobs.password, Some(Secret::new("s3cret")));
}

#[test]
fn a_wrong_value_is_blamed_on_the_name_that_was_used() {
    let violation = one::<Open>(&[("OPEN_REDIS_DB", "three")]);
    let origin = Origin::Variable("OPEN_REDIS_DB".to_owned());
    assert_eq!(
        (violation.setting(), violation.origin()),
        ("database", &origin)
    );
    // Without a unit, the meaning of a number is unknown.
    let violation = one::<Jobs>(&[("JOBS_REDIS_DIAL_TIMEOUT", "5")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("connect_timeout", "duration")
    );
    let violation = one::<Jobs>(&[("JOBS_REDIS", "localhost:6379")]);
    assert_eq!(violation.setting(), "url");
    let violation = one::<Sealed>(&[("SEALED_REDIS_HOST", "h"), ("SEALED_REDIS_SSL", "required")]);
    assert_eq!((violation.setting(), violation.code()), ("tls", "flag"));
}

#[test]
fn two_names_must_agree() {
    let jobs: Jobs = load(&[("JOBS_REDIS_PASSWORD", "p"), ("JOBS_REDIS_PASS", "p")]).unwrap();
    assert_eq!(jobs.password, Some(Secret::new("p")));
    let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD", "p"), ("JOBS_REDIS_PASS", "hunter2")]);
    assert_eq!(
        violation.to_string(),
        "`password` from JOBS_REDIS_PASSWORD, against `password` from JOBS_REDIS_PASS [disagreement]\n  \
         `JOBS_REDIS_PASSWORD` and `JOBS_REDIS_PASS` set it to different values\n  \
         help: unset `JOBS_REDIS_PASS`, or give both the same value"
    );
    for variables in [
        [("OPEN_REDIS_DB", "1"), ("OPEN_REDIS_DB_NUMBER", "2")],
        [("OPEN_REDIS", "redis://h"), ("OPEN_REDIS_URL", "redis://i")],
        [("OPEN_REDIS_USER", "a"), ("OPEN_REDIS_LOGIN", "b")],
    ] {
        let violation = one::<Open>(&variables);
        assert_eq!(violation.code(), "disagreement", "{violation}");
    }
}

#[test]
fn no_value_that_asks_for_tls_gives_plaintext() {
    let plain = ("JOBS_REDIS_URL", "redis://h/1");
    for (name, value) in [
        ("JOBS_REDIS_SSL", "true"),
        ("JOBS_REDIS_USE_TLS", "1"),
        ("JOBS_REDIS_TLS_ENABLED", "on"),
        ("JOBS_REDIS_TLS", "true"),
        ("JOBS_REDIS_SCHEME", "rediss"),
        ("JOBS_REDIS_SSL", "required"),
        ("JOBS_REDIS_TLS_MODE", "verify-full"),
        ("JOBS_REDIS_SSL_FILE", "/run/secrets/ssl"),
        ("JOBS_REDIS_TLS_URL", "rediss://h/1"),
        ("JOBS_REDIS_TLS_PORT", "6380"),
        ("JOBS_REDIS_CA_CERT", "/etc/ca.pem"),
    ] {
        let violation = one::<Jobs>(&[plain, (name, value)]);
        assert_eq!(violation.code(), "unknown-variable", "{name}={value}");
        assert_eq!(violation.origin(), &Origin::Variable(name.to_owned()));
        // It is fine where the connection is encrypted anyway.
        let tls = [("JOBS_REDIS_URL", "rediss://h/1"), (name, value)];
        let clear = matches!(value, "true" | "1" | "on" | "rediss" | "rediss://h/1");
        assert_eq!(load::<Jobs>(&tls).is_ok(), clear, "{name}={value}");
    }
    let violation = one::<Jobs>(&[plain, ("JOBS_REDIS_SSL", "true")]);
    assert_eq!(
        violation.to_string(),
        "`tls` from JOBS_REDIS_SSL [unknown-variable]\n  \
         `JOBS_REDIS_SSL` sets `tls`, for which the struct has no field\n  \
         help: set `JOBS_REDIS_URL=rediss://h:6379/1` and unset `JOBS_REDIS_SSL`, or add the field `tls: Option<bool>` to the struct"
    );
    for (name, value) in [("JOBS_REDIS_SSL", "false"), ("JOBS_REDIS_USE_TLS", "")] {
        load::<Jobs>(&[plain, (name, value)]).unwrap();
    }
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL", "rediss://h/1"), ("JOBS_REDIS_SSL", "0")]);
    assert_eq!(violation.setting(), "tls", "it asks for plaintext");
}

#[test]
fn a_setting_without_a_field_is_a_violation_that_shows_what_to_write() {
    for (name, value, setting, help) in [
        (
            "JOBS_REDIS_HOST",
            "10.0.0.5",
            "host",
            "set `JOBS_REDIS_URL=redis://10.0.0.5:6379/1` and unset `JOBS_REDIS_HOST`, or add the field `host: String` to the struct",
        ),
        (
            "JOBS_REDIS_PORT",
            "7000",
            "port",
            "set `JOBS_REDIS_URL=redis://127.0.0.1:7000/1` and unset `JOBS_REDIS_PORT`, or add the field `port: Option<u16>` to the struct",
        ),
        (
            "JOBS_REDIS_DB",
            "4",
            "database",
            "set `JOBS_REDIS_URL=redis://127.0.0.1:6379/4` and unset `JOBS_REDIS_DB`, or add the field `database: Option<u32>` to the struct",
        ),
        (
            "JOBS_REDIS_USER",
            "app",
            "username",
            "put it into the URL in `JOBS_REDIS_URL` and unset `JOBS_REDIS_USER`, or add the field `username: Option<String>` to the struct",
        ),
        (
            "JOBS_REDIS_MAX_CONNECTIONS",
            "10",
            "connections",
            "unset `JOBS_REDIS_MAX_CONNECTIONS`, or add the field `connections: Option<u16>` to the struct",
        ),
        (
            "JOBS_REDIS_TIMEOUT",
            "5",
            "response_timeout",
            "unset `JOBS_REDIS_TIMEOUT`, or add the field `response_timeout: Option<std::time::Duration>` to the struct",
        ),
        (
            "JOBS_REDIS_CONNECT_TIMEOUT_MS",
            "500",
            "connect_timeout",
            "unset `JOBS_REDIS_CONNECT_TIMEOUT_MS`; `JOBS_REDIS_CONNECT_TIMEOUT=500ms` is how `connect_timeout` is set",
        ),
        (
            "JOBS_REDIS_SOCKET",
            "/run/redis.sock",
            "socket",
            "put it into the URL in `JOBS_REDIS_URL` and unset `JOBS_REDIS_SOCKET`, or add the field `socket: std::path::PathBuf` to the struct",
        ),
        (
            "JOBS_REDIS_CLUSTER_MODE",
            "true",
            "topology",
            "write `#[redis(topology = cluster)]` or `#[redis(topology = sentinel)]` on the struct, and unset `JOBS_REDIS_CLUSTER_MODE`",
        ),
    ] {
        let violation = one::<Jobs>(&[(name, value)]);
        assert_eq!(violation.setting(), setting, "{violation}");
        assert_eq!(violation.help(), help, "{violation}");
    }
    let violation = one::<Parts>(&[("PARTS_REDIS_HOST", "h"), ("PARTS_REDIS", "redis://i")]);
    assert_eq!(violation.setting(), "url");
    // The same value as the one in force.
    load::<Jobs>(&[("JOBS_REDIS_DB", "1"), ("JOBS_REDIS_PORT", "6379")]).unwrap();
}

#[test]
fn a_value_without_a_field_is_never_shown_if_it_is_secret() {
    let shop = Sources::standard().env([("SHOP_PASSWORD", "hunter2"), ("SHOP_AUTH", "hunter2")]);
    let invalid = shop.load::<Shop>().unwrap_err();
    assert_eq!(codes(&invalid).len(), 2, "{invalid}");
    assert!(!format!("{invalid:?}").contains("hunter2"));
}

#[test]
fn another_variable_of_a_field_is_named() {
    #[derive(Clone, Debug, RedisConfig)]
    #[redis(name = "moved", env = "MOVED_REDIS")]
    struct Moved {
        #[redis(default = "redis://127.0.0.1:6379")]
        url: String,
        #[redis(env = "VAULT_SECRET")]
        password: Option<Secret>,
    }
    for name in ["MOVED_REDIS_PASSWORD", "MOVED_REDIS_PASS"] {
        let violation = one::<Moved>(&[(name, "hunter2")]);
        assert_eq!(
            violation.message(),
            format!("nothing reads `{name}`: the field `password` is read from `VAULT_SECRET`")
        );
    }
    let moved: Moved = load(&[("VAULT_SECRET", "p")]).unwrap();
    assert_eq!(
        (moved.url.len(), moved.password),
        (22, Some(Secret::new("p")))
    );
}

#[test]
fn a_prefix_that_does_not_name_redis_is_an_address_only_as_a_url() {
    let shop: Shop = load(&[("SHOP", "main street"), ("SHOP_COLOUR", "blue")]).unwrap();
    assert_eq!(shop.url, "redis://127.0.0.1:6379/0");
    let shop: Shop = load(&[("SHOP", "redis://h")]).unwrap();
    assert_eq!(shop.url, "redis://h");
}

#[test]
fn an_ignored_variable_is_logged_once() {
    let captured = Captured::start();
    for _ in 0..3 {
        load::<Jobs>(&[("JOBS_REDIS_ONCE", "x")]).unwrap();
    }
    let text = captured.text();
    let lines = text.lines().filter(|line| line.contains("JOBS_REDIS_ONCE"));
    assert_eq!(lines.count(), 1, "{text}");
}

#[test]
fn the_case_of_another_name_counts_on_unix() {
    if cfg!(windows) {
        return;
    }
    let violation = only(load::<Open>(&[("open_redis_db", "1")]).unwrap_err());
    assert_eq!(violation.code(), "unknown-variable");
    assert!(violation.help().contains("`OPEN_REDIS_DB`"), "{violation}");
}
