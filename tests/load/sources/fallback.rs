//! The variables that name no instance, and the one instance that reads them.

use redis_config::{Origin, RedisConfig, Secret, Settings, Sources};

use crate::fixture::{codes, load, one, only};

/// Holds a URL.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "main", env = "MAIN_REDIS", fallback)]
struct Main {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    username: Option<String>,
    password: Option<Secret>,
    database: Option<u32>,
}

/// Holds host and port, and what goes with them.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "split", env = "SPLIT_REDIS", fallback)]
struct Split {
    host: String,
    #[redis(default = 6379)]
    port: u16,
    username: Option<String>,
    password: Option<Secret>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel, fallback)]
struct Watched {
    nodes: Vec<String>,
    master: String,
    password: Option<Secret>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "shards", env = "SHARDS_REDIS", topology = cluster, fallback)]
struct Shards {
    url: String,
}

/// The like of [`Main`], but no fallback.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "other", env = "OTHER_REDIS")]
struct Other {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
}

/// Its own prefix is that of the unnamed variables.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "plain", env = "REDIS", fallback)]
struct Plain {
    url: String,
}

fn settings<C: RedisConfig>(variables: &[(&str, &str)]) -> Settings {
    load::<C>(variables).unwrap().settings().unwrap()
}

fn address<C: RedisConfig>(variables: &[(&str, &str)]) -> String {
    settings::<C>(variables).address().to_owned()
}

fn password(settings: &Settings) -> Option<&str> {
    settings.password().map(Secret::expose)
}

#[test]
fn any_url_is_read_below_the_own_variables_and_above_the_default() {
    for name in ["REDIS_URL", "VALKEY_URL"] {
        assert_eq!(
            address::<Main>(&[(name, "redis://h/3")]),
            "redis://h:6379/3"
        );
        assert_eq!(
            address::<Main>(&[(name, "redis://h/3"), ("MAIN_REDIS_URL", "redis://own/2")]),
            "redis://own:6379/2"
        );
        assert_eq!(
            address::<Plain>(&[(name, "redis://h/3")]),
            "redis://h:6379/3"
        );
    }
    let sources = Sources::standard()
        .env([("REDIS_URL", "redis://h/3")])
        .with("url", "redis://code/2");
    let settings = sources.load::<Main>().unwrap().settings().unwrap();
    assert_eq!(settings.address(), "redis://code:6379/2");
    assert_eq!(
        address::<Main>(&[("REDIS_URL", "redis://h/3"), ("MAIN_REDIS_DATABASE", "4")]),
        "redis://h:6379/4",
        "a database of its own wins"
    );
}

#[test]
fn an_instance_without_fallback_reads_no_generic_variable() {
    let variables = [
        ("REDIS_URL", "redis://h/3"),
        ("VALKEY_URL", "not a url"),
        ("REDIS_HOST", "x"),
        ("REDIS_PASSWORD", "p"),
        ("REDIS_SENTINELS", "s"),
        ("REDIS_CLUSTER_NODES", "c"),
    ];
    assert_eq!(address::<Other>(&variables), "redis://127.0.0.1:6379/1");
    let nothing = Sources::defaults().load::<Main>().unwrap();
    assert_eq!(nothing.url, "redis://127.0.0.1:6379/1");
}

#[test]
fn the_encrypted_one_wins_over_the_plain_one_of_the_same_host() {
    let tls = ("REDIS_TLS_URL", "rediss://:p@h:6380/1");
    assert_eq!(
        address::<Main>(&[tls, ("REDIS_URL", "redis://:p@h:6379/1")]),
        "rediss://***@h:6380/1"
    );
    let violation = one::<Main>(&[tls, ("REDIS_URL", "redis://:p@other:6379/1")]);
    assert_eq!(violation.code(), "disagreement");
    let text = violation.to_string();
    assert!(
        text.contains("REDIS_TLS_URL") && text.contains("`REDIS_URL`"),
        "{text}"
    );
    let violation = one::<Main>(&[tls, ("REDIS_URL", "redis://:hunter2@h/1")]);
    assert_eq!(violation.code(), "disagreement");
    assert!(!format!("{violation} {violation:?}").contains("hunter2"));
    let violation = one::<Main>(&[("REDIS_TLS_URL", "redis://h")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("url", "disagreement")
    );
}

#[test]
fn parts_make_a_url() {
    let parts = [
        ("REDIS_HOST", "h"),
        ("REDIS_PORT", "7001"),
        ("REDIS_USER", "me@work"),
        ("REDIS_PASS", "s:/?#[]@ 100%"),
        ("REDIS_DATABASE", "5"),
    ];
    let main = settings::<Main>(&parts);
    assert_eq!(main.address(), "redis://***@h:7001/5");
    assert_eq!(main.username(), Some("me@work"));
    assert_eq!(password(&main), Some("s:/?#[]@ 100%"));
    assert_eq!(
        address::<Main>(&[("REDIS_HOST", "::1")]),
        "redis://[::1]:6379/0"
    );
}

#[test]
fn a_url_fills_parts() {
    let split: Split = load(&[("REDIS_URL", "redis://me:p@h:7001")]).unwrap();
    assert_eq!((split.host.as_str(), split.port), ("h", 7001));
    assert_eq!(split.username.as_deref(), Some("me"));
    assert_eq!(split.password, Some(Secret::new("p")));
    let violation = one::<Split>(&[("REDIS_URL", "rediss://h")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("tls", "unknown-field")
    );
    assert_eq!(
        violation.origin(),
        &Origin::Variable("REDIS_URL".to_owned())
    );
    let violation = one::<Split>(&[("REDIS_HOST", "h"), ("REDIS_DB", "3")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("database", "unknown-field")
    );
    assert_eq!(violation.origin(), &Origin::Variable("REDIS_DB".to_owned()));
}

#[test]
fn sentinels_and_nodes_of_a_cluster() {
    let watched = settings::<Watched>(&[
        ("REDIS_SENTINELS", "s1, s2:26380"),
        ("REDIS_SENTINEL_MASTER", "jobs"),
        ("REDIS_PASSWORD", "p"),
    ]);
    assert_eq!(
        watched.address(),
        "redis+sentinel://***@s1:26379,s2:26380/0?master=jobs"
    );
    let violation = one::<Watched>(&[("REDIS_SENTINELS", "s1")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("master", "requires")
    );
    assert_eq!(
        address::<Shards>(&[("REDIS_CLUSTER_NODES", "a:7000,b:7001"), ("REDIS_DB", "0")]),
        "redis+cluster://a:7000,b:7001"
    );
}

#[test]
fn another_topology_than_the_declared_one_is_refused() {
    let nodes = ("REDIS_CLUSTER_NODES", "a:7000,b:7001");
    for violation in [
        one::<Main>(&[nodes]),
        one::<Watched>(&[nodes]),
        one::<Split>(&[nodes]),
    ] {
        assert_eq!(violation.code(), "topology");
        assert_eq!(
            violation.origin(),
            &Origin::Variable("REDIS_CLUSTER_NODES".to_owned())
        );
    }
    let violation = one::<Shards>(&[("REDIS_URL", "redis://h")]);
    assert_eq!(violation.code(), "topology");
}

#[test]
fn two_generic_sources_must_agree() {
    let url = ("REDIS_URL", "redis://me:hunter2@h:7001/1");
    let agrees = [
        url,
        ("REDIS_HOST", "h"),
        ("REDIS_PORT", "7001"),
        ("REDIS_PASSWORD", "hunter2"),
    ];
    assert_eq!(address::<Main>(&agrees), "redis://***@h:7001/1");
    for other in [
        ("VALKEY_URL", "redis://me:hunter2@h:7002/1"),
        ("REDIS_HOST", "other"),
        ("REDIS_PORT", "7002"),
        ("REDIS_USERNAME", "you"),
        ("REDIS_PASSWORD", "hunter3"),
        ("REDIS_DB", "2"),
        ("REDIS_SENTINELS", "s"),
        ("REDIS_CLUSTER_NODES", "s"),
    ] {
        let invalid = load::<Main>(&[url, other]).unwrap_err();
        let text = format!("{invalid} {invalid:?}");
        assert_eq!(codes(&invalid), [("url", "disagreement")], "{other:?}");
        assert!(
            text.contains("`REDIS_URL`") && text.contains(&format!("`{}`", other.0)),
            "{text}"
        );
        assert!(!text.contains("hunter"), "{text}");
    }
    for pair in [
        ["REDIS_USER", "REDIS_USERNAME"],
        ["REDIS_PASS", "REDIS_PASSWORD"],
        ["REDIS_DB", "REDIS_DATABASE"],
    ] {
        let violation = one::<Main>(&[("REDIS_HOST", "h"), (pair[0], "1"), (pair[1], "2")]);
        assert_eq!(violation.code(), "disagreement");
        let text = violation.to_string();
        assert!(pair.iter().all(|name| text.contains(name)), "{text}");
    }
    let violation = one::<Main>(&[("REDIS_URL", "redis://h"), ("REDIS_PASSWORD", "hunter2")]);
    assert_eq!(
        violation.code(),
        "disagreement",
        "a password for a URL without one"
    );
    let violation = one::<Main>(&[("REDIS_HOST", "h"), ("REDIS_SENTINELS", "s")]);
    assert_eq!(violation.code(), "disagreement");
}

#[test]
fn credentials_are_never_joined_to_the_endpoint_of_another_source() {
    let main = settings::<Main>(&[
        ("REDIS_PASSWORD", "p"),
        ("REDIS_DB", "3"),
        ("REDIS_PORT", "1"),
    ]);
    assert_eq!(
        (main.address(), password(&main)),
        ("redis://127.0.0.1:6379/1", None)
    );
    let own = settings::<Main>(&[("MAIN_REDIS_URL", "redis://own"), ("REDIS_PASSWORD", "p")]);
    assert_eq!(password(&own), None);
    let violation = one::<Main>(&[
        ("REDIS_URL", "redis://h"),
        ("MAIN_REDIS_PASSWORD", "hunter2"),
    ]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("password", "conflict")
    );
    let text = format!("{violation} {violation:?}");
    assert!(
        text.contains("REDIS_URL") && text.contains("MAIN_REDIS_PASSWORD"),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "{text}");
    let sources = Sources::standard()
        .env([("REDIS_HOST", "h")])
        .with("password", "hunter2");
    assert_eq!(only(sources.load::<Main>().unwrap_err()).code(), "conflict");
}

#[test]
fn variables_of_platforms_are_read() {
    let link = ("REDIS_PORT", "tcp://10.0.0.11:6379");
    assert_eq!(address::<Main>(&[link]), "redis://127.0.0.1:6379/1");
    assert_eq!(
        address::<Main>(&[link, ("REDIS_HOST", "h")]),
        "redis://h:6379/0"
    );
    let null = settings::<Main>(&[("REDIS_HOST", "h"), ("REDIS_PASSWORD", "null")]);
    assert_eq!(password(&null), None);
    let violation = one::<Main>(&[("REDIS_HOST", "h"), ("REDIS_USERNAME", "me")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("password", "requires")
    );
}

#[test]
fn a_wrong_value_is_blamed_on_its_variable() {
    for (name, value, setting, code) in [
        ("REDIS_URL", "http://h", "url", "url-scheme"),
        ("VALKEY_URL", "${URL}", "url", "placeholder"),
        ("REDIS_HOST", "h:1", "host", "host-port"),
        ("REDIS_PORT", "0", "port", "out-of-range"),
        ("REDIS_DB", "x", "database", "integer"),
        ("REDIS_SENTINELS", "a,,b", "nodes", "list"),
        ("REDIS_CLUSTER_NODES", "a,a", "nodes", "nodes"),
    ] {
        let violation = one::<Main>(&[(name, value)]);
        assert_eq!(
            (violation.setting(), violation.code()),
            (setting, code),
            "{name}"
        );
        assert_eq!(violation.origin(), &Origin::Variable(name.to_owned()));
    }
}

#[test]
fn a_file_holds_the_value_of_an_unnamed_variable_too() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("password");
    std::fs::write(&path, "from the file\n").unwrap();
    let variables = [
        ("REDIS_HOST", "h"),
        ("REDIS_PASSWORD_FILE", path.to_str().unwrap()),
    ];
    assert_eq!(
        password(&settings::<Main>(&variables)),
        Some("from the file")
    );
    let split: Split = load(&variables).unwrap();
    assert_eq!(split.password, Some(Secret::new("from the file")));
}
