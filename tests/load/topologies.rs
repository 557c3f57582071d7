//! Sentinels and clusters, from every source.

use redis_config::{ReadFrom, RedisConfig, Secret, Sources};

use crate::fixture::{codes, load, one, only};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel)]
struct Watched {
    nodes: Vec<String>,
    #[redis(default = "mymaster")]
    master: String,
    sentinel_username: Option<String>,
    sentinel_password: Option<Secret>,
    address_map: Option<Vec<String>>,
    allowed_hosts: Option<Vec<String>>,
    #[redis(default = "primary")]
    read_from: String,
    #[redis(default = false)]
    disabled: bool,
}

/// The name of the service has no default, and may be unset.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "loose", env = "LOOSE_REDIS", topology = sentinel)]
struct Loose {
    nodes: Vec<String>,
    master: Option<String>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "host", env = "HOST_REDIS")]
struct Host {
    host: String,
    #[redis(default = 6379)]
    port: u16,
}

/// An endpoint that must not be spread over sources.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "secure", env = "SECURE_REDIS")]
struct Secure {
    #[redis(default = "rediss://secure.example")]
    url: String,
    host: Option<String>,
    port: Option<u16>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "auto", env = "AUTO_REDIS", topology = auto)]
struct Auto {
    #[redis(default = "redis+cluster://a,b")]
    url: String,
    host: Option<String>,
}

#[test]
fn every_setting_from_variables() {
    let watched: Watched = load(&[
        ("WATCHED_REDIS_NODES", " s1 , s2:26380,[::1] "),
        ("WATCHED_REDIS_MASTER", "jobs"),
        ("WATCHED_REDIS_SENTINEL_USERNAME", "watcher"),
        ("WATCHED_REDIS_SENTINEL_PASSWORD", "hunter2"),
        (
            "WATCHED_REDIS_ADDRESS_MAP",
            "10.0.0.1:1=h:2, 10.0.0.2:1=h:3",
        ),
        (
            "WATCHED_REDIS_ALLOWED_HOSTS",
            "10.0.0.0/8, *.redis.internal",
        ),
        ("WATCHED_REDIS_READ_FROM", "replica"),
        ("WATCHED_REDIS_DISABLED", "true"),
    ])
    .unwrap();
    let settings = watched.settings().unwrap();
    assert_eq!(
        settings.address(),
        "redis+sentinel://s1:26379,s2:26380,[::1]:26379/0?master=jobs"
    );
    assert_eq!(settings.sentinel_username(), Some("watcher"));
    assert_eq!(
        settings.sentinel_password().map(Secret::expose),
        Some("hunter2")
    );
    assert_eq!(settings.address_map().len(), 2);
    let allowed = settings.allowed_hosts();
    assert!(allowed.iter().any(|one| one.allows("a.redis.internal")));
    assert!(!allowed.iter().any(|one| one.allows("192.168.0.1")));
    assert_eq!(settings.read_from(), ReadFrom::Replica);
    assert!(settings.disabled());
    let shown = format!("{watched:?} {settings:?} {settings:#?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn from_files_code_and_defaults() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (nodes, password) = (write("nodes", "s1,s2\n"), write("password", "hunter2\n"));
    let sources = Sources::standard()
        .env([
            ("WATCHED_REDIS_NODES_FILE", nodes.as_str()),
            ("WATCHED_REDIS_SENTINEL_PASSWORD_FILE", password.as_str()),
        ])
        .with("read_from", "replica");
    let watched: Watched = sources.load().unwrap();
    assert_eq!(watched.nodes, ["s1", "s2"]);
    assert_eq!(watched.master, "mymaster", "its default joins any nodes");
    let settings = watched.settings().unwrap();
    assert_eq!(
        settings.sentinel_password().map(Secret::expose),
        Some("hunter2")
    );
    assert_eq!(settings.read_from(), ReadFrom::Replica);
    assert!(!settings.disabled());
}

#[test]
fn a_wrong_value_names_its_variable() {
    let nodes = ("WATCHED_REDIS_NODES", "s1");
    for (name, value, setting) in [
        ("WATCHED_REDIS_NODES", "a,,b", "nodes"),
        ("WATCHED_REDIS_NODES", "a,a", "nodes"),
        ("WATCHED_REDIS_MASTER", "a b", "master"),
        ("WATCHED_REDIS_ADDRESS_MAP", "a:1", "address_map"),
        ("WATCHED_REDIS_ALLOWED_HOSTS", "10.0.0.1/8", "allowed_hosts"),
        ("WATCHED_REDIS_READ_FROM", "anyone", "read_from"),
        ("WATCHED_REDIS_DISABLED", "yes please", "disabled"),
        ("WATCHED_REDIS_SENTINEL_USERNAME", "me", "sentinel_username"),
    ] {
        let mut variables = vec![(name, value)];
        variables.extend((name != nodes.0).then_some(nodes));
        let violation = one::<Watched>(&variables);
        assert_eq!(violation.setting(), setting, "{violation}");
        assert_eq!(violation.origin().to_string(), name, "{violation}");
    }
}

#[test]
fn nodes_and_master_are_of_one_source() {
    let sources = Sources::standard()
        .env([("WATCHED_REDIS_MASTER", "jobs")])
        .with("nodes", "s1");
    assert_eq!(sources.load::<Watched>().unwrap().master, "mymaster");
    let sources = Sources::standard()
        .env([("LOOSE_REDIS_MASTER", "jobs")])
        .with("nodes", "s1");
    let violation = only(sources.load::<Loose>().unwrap_err());
    assert_eq!(
        (violation.setting(), violation.code()),
        ("master", "requires")
    );
    let sources = Sources::standard()
        .env([("WATCHED_REDIS_NODES", "s1")])
        .with("master", "jobs");
    let invalid = sources.load::<Watched>().unwrap_err();
    assert!(
        codes(&invalid).contains(&("master", "conflict")),
        "{invalid}"
    );
    assert!(
        invalid.to_string().contains("WATCHED_REDIS_NODES"),
        "{invalid}"
    );
}

#[test]
fn host_and_port_are_of_one_source() {
    let sources = Sources::standard()
        .env([("HOST_REDIS_PORT", "7001")])
        .with("host", "h");
    let host: Host = sources.load().unwrap();
    assert_eq!((host.host.as_str(), host.port), ("h", 6379));
    let sources = Sources::standard()
        .env([("HOST_REDIS_HOST", "h")])
        .with("port", "7001");
    let invalid = sources.load::<Host>().unwrap_err();
    assert_eq!(codes(&invalid), [("port", "conflict")], "{invalid}");
}

#[test]
fn a_url_with_tls_or_several_hosts_never_gets_another_endpoint() {
    let invalid = load::<Secure>(&[("SECURE_REDIS_HOST", "h")]).unwrap_err();
    assert_eq!(codes(&invalid), [("host", "conflict")], "{invalid}");
    let invalid = load::<Auto>(&[("AUTO_REDIS_HOST", "h")]).unwrap_err();
    assert_eq!(codes(&invalid), [("host", "conflict")], "{invalid}");
}
