//! `REDIS_URL`, `REDIS_HOST` and what goes with them.

use redis_config::{Origin, RedisConfig, Secret};

use super::fixture::{Any, seen};
use crate::fixture::{load, one};

/// Nothing but a URL, whose text anyone can print.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "open", env = "OPEN", fallback)]
struct Open {
    url: String,
}

/// Separate fields, with TLS among them.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "split", env = "SPLIT", fallback)]
struct Split {
    host: String,
    #[redis(default = 6379)]
    port: u16,
    #[redis(default = false)]
    tls: bool,
    password: Option<Secret>,
}

#[test]
fn a_password_of_its_own_variable_is_never_written_into_the_url() {
    let parts = [("REDIS_HOST", "h"), ("REDIS_PASSWORD", "hunter2")];
    let any: Any = load(&parts).unwrap();
    assert_eq!(any.url, "redis://h:6379");
    assert_eq!(any.password, Some(Secret::new("hunter2")));
    assert_eq!(
        one::<Open>(&parts).to_string(),
        "`password` from REDIS_PASSWORD [unknown-field]\n  \
         `REDIS_PASSWORD` gives `password`, for which the struct has no field\n  \
         help: add a field `password: Option<Secret>`: a password is not written into `url`, whose text is not secret"
    );
    // A URL that contains it stays as it is, also if another variable repeats it.
    let both = [
        ("REDIS_URL", "redis://:hunter2@h/1"),
        ("REDIS_PASSWORD", "hunter2"),
    ];
    assert_eq!(load::<Open>(&both).unwrap().url, "redis://:hunter2@h/1");
    let any: Any = load(&both).unwrap();
    assert_eq!(any.url, "redis://h/1");
    assert_eq!(any.password, Some(Secret::new("hunter2")));
    let user = [parts[0], parts[1], ("REDIS_USER", "worker")];
    assert_eq!(one::<Split>(&user).setting(), "username");
    let default = [parts[0], parts[1], ("REDIS_USER", "default")];
    assert_eq!(
        load::<Split>(&default).unwrap().password,
        Some(Secret::new("hunter2"))
    );
}

#[test]
fn words_for_nothing_are_no_credentials() {
    for (name, value) in [
        ("REDIS_PASSWORD", "null"),
        ("REDIS_PASSWORD", "NULL"),
        ("REDIS_PASSWORD", "none"),
        ("REDIS_PASSWORD", ""),
        ("REDIS_PASS", "null"),
        ("REDIS_USERNAME", "null"),
        ("REDIS_DB", ""),
        ("REDIS_TLS", ""),
    ] {
        let host = ("REDIS_HOST", "h");
        assert_eq!(seen::<Any>(&[host, (name, value)]), "redis://h:6379/0");
        let url = ("REDIS_URL", "redis://h/2");
        assert_eq!(seen::<Any>(&[url, (name, value)]), "redis://h:6379/2");
    }
}

#[test]
fn a_database_beside_a_url_without_one_is_combined() {
    for url in ["redis://h", "redis://h/", "redis://h:6379?protocol=resp3"] {
        for name in ["REDIS_DB", "REDIS_DATABASE"] {
            let settings = load::<Any>(&[("REDIS_URL", url), (name, "4")]).unwrap();
            assert_eq!(settings.database, Some(4), "{url}");
            let open: Open = load(&[("REDIS_URL", url), (name, "4")]).unwrap();
            assert!(open.url.contains("/4"), "{}", open.url);
        }
    }
    let socket = load::<Open>(&[("REDIS_URL", "unix:///run/r.sock"), ("REDIS_DB", "4")]);
    assert_eq!(socket.unwrap().url, "unix:///run/r.sock?db=4");
    let cluster = [("REDIS_URL", "redis://h/1"), ("REDIS_DB", "4")];
    assert_eq!(
        one::<Any>(&cluster).message(),
        "`REDIS_URL` and `REDIS_DB` give different databases"
    );
}

#[test]
fn a_password_beside_a_url_without_one_is_explained() {
    let violation = one::<Any>(&[("REDIS_URL", "redis://h"), ("REDIS_PASS", "hunter2")]);
    assert_eq!(
        violation.to_string(),
        "`url` from REDIS_URL, against `password` from REDIS_PASS [disagreement]\n  \
         `REDIS_URL` has no user info, and `REDIS_PASS` gives `password`: the two are not combined\n  \
         help: write it into the URL, `redis://:PASSWORD@host` or `redis://USER:PASSWORD@host`, or unset `REDIS_PASS`"
    );
}

#[test]
fn no_value_that_asks_for_tls_results_in_plaintext() {
    for name in [
        "REDIS_TLS",
        "REDIS_SSL",
        "REDIS_USE_TLS",
        "REDIS_USE_SSL",
        "REDIS_TLS_ENABLED",
        "REDIS_SSL_ENABLED",
    ] {
        for value in ["true", "True", "1", "yes", "ON"] {
            let host = [("REDIS_HOST", "h"), (name, value)];
            assert_eq!(seen::<Any>(&host), "rediss://h:6379/0", "{name}={value}");
            assert!(load::<Split>(&host).unwrap().tls, "{name}={value}");
            let url = [("REDIS_URL", "redis://:hunter2@h:6380"), (name, value)];
            assert_eq!(
                one::<Any>(&url).to_string(),
                format!(
                    "`url` from REDIS_URL, against `tls` from {name} [disagreement]\n  \
                     `{name}` asks for TLS, and `REDIS_URL` is the URL of a link that is not encrypted\n  \
                     help: write `rediss://***@h:6380` in `REDIS_URL`"
                )
            );
            assert_eq!(one::<Any>(&[(name, value)]).code(), "requires");
        }
        for value in ["enabled", "required", "TLSv1.2"] {
            assert_eq!(
                one::<Any>(&[("REDIS_HOST", "h"), (name, value)]).code(),
                "flag"
            );
        }
        let off = [("REDIS_HOST", "h"), (name, "off")];
        assert_eq!(seen::<Any>(&off), "redis://h:6379/0");
    }
    for (scheme, address) in [
        ("tls", "rediss://h:6379/0"),
        ("rediss", "rediss://h:6379/0"),
        ("tcp", "redis://h:6379/0"),
    ] {
        let host = [("REDIS_HOST", "h"), ("REDIS_SCHEME", scheme)];
        assert_eq!(seen::<Any>(&host), address);
    }
    assert_eq!(
        one::<Any>(&[("REDIS_HOST", "h"), ("REDIS_SCHEME", "tls1")]).code(),
        "platform"
    );
    let both = [("REDIS_HOST", "h"), ("REDIS_TLS", "1"), ("REDIS_SSL", "0")];
    assert_eq!(
        one::<Any>(&both).message(),
        "`REDIS_TLS` and `REDIS_SSL` give different answers to whether to use TLS"
    );
    // The instance's own variable cannot switch off what the platform requires.
    let own = [
        ("REDIS_HOST", "h"),
        ("REDIS_TLS", "1"),
        ("SPLIT_TLS", "false"),
    ];
    assert_eq!(
        one::<Split>(&own).message(),
        "`SPLIT_TLS` and `REDIS_TLS` give different answers to whether to use TLS"
    );
}

#[test]
fn the_encrypted_url_wins_with_the_port_of_either() {
    let urls = [
        ("REDIS_URL", "redis://:p@h:6379"),
        ("REDIS_TLS_URL", "rediss://:p@h:6380"),
    ];
    for port in ["6379", "6380"] {
        let all = [urls[0], urls[1], ("REDIS_HOST", "h"), ("REDIS_PORT", port)];
        assert_eq!(seen::<Any>(&all), "rediss://***@h:6380/0 :p");
    }
    let on = [urls[0], urls[1], ("REDIS_TLS", "true")];
    assert_eq!(seen::<Any>(&on), "rediss://***@h:6380/0 :p");
}

#[test]
fn an_empty_endpoint_is_an_error_and_never_this_machine() {
    for name in [
        "REDIS_URL",
        "REDIS_URI",
        "VALKEY_URL",
        "REDIS_HOST",
        "REDIS_SENTINELS",
    ] {
        let violation = one::<Any>(&[(name, "")]);
        assert_eq!(violation.code(), "empty", "{name}");
        assert_eq!(violation.message(), "the value is empty");
        assert_eq!(violation.origin(), &Origin::Variable(name.to_owned()));
    }
}

#[test]
fn a_cluster_flag_is_not_read() {
    for value in ["true", "false", "a:7000,b:7001", "shop"] {
        let host = [("REDIS_HOST", "h"), ("REDIS_CLUSTER", value)];
        assert_eq!(seen::<Any>(&host), "redis://h:6379/0");
    }
}

#[test]
fn the_other_names_of_settings_are_read() {
    let variables = [
        ("REDIS_HOSTNAME", "h"),
        ("REDIS_PWD", "hunter2"),
        ("REDIS_LOGIN", "worker"),
        ("REDIS_DB_INDEX", "3"),
        ("REDIS_IS_TLS", "yes"),
    ];
    assert_eq!(
        seen::<Any>(&variables),
        "rediss://***@h:6379/3 worker:hunter2"
    );
    for name in [
        "REDIS_URI",
        "REDIS_DSN",
        "REDIS_CONNECTION_STRING",
        "VALKEY_URI",
    ] {
        assert_eq!(seen::<Any>(&[(name, "redis://h/2")]), "redis://h:6379/2");
    }
}

#[test]
fn an_unclear_name_is_an_error_where_it_matters() {
    for name in [
        "REDIS_SECURE",
        "REDIS_TLS_MODE",
        "REDIS_SSL_MODE",
        "REDIS_SSLMODE",
    ] {
        let host = [("REDIS_HOST", "h"), (name, "require")];
        assert_eq!(
            one::<Any>(&host).to_string(),
            format!(
                "`tls` from {name} [unknown-variable]\n  \
                 `{name}` is not read: its words differ between clients\n  \
                 help: set `REDIS_TLS` to `true` or `false`, and unset `{name}`"
            )
        );
        let clear = [host[0], host[1], ("REDIS_TLS", "true")];
        assert_eq!(seen::<Any>(&clear), "rediss://h:6379/0");
    }
    for name in [
        "REDIS_ADDR",
        "REDIS_ADDRESS",
        "REDIS_SERVER",
        "REDIS_ENDPOINT",
    ] {
        let alone = one::<Any>(&[(name, "h:6379")]);
        assert_eq!(
            alone.message(),
            format!("`{name}` is not read: the value may be a host with its port")
        );
        let beside = [(name, "h:6379"), ("REDIS_URL", "redis://h")];
        assert_eq!(seen::<Any>(&beside), "redis://h:6379/0");
    }
}
