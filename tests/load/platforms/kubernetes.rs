//! Service bindings and service links.

use std::fs;
use std::path::Path;

use redis_config::{RedisConfig, Secret};
use tempfile::TempDir;

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::{load, one};

/// Holds the certificates of a binding.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS", tls = true)]
struct Mutual {
    host: String,
    port: u16,
    tls_cert: Option<String>,
    tls_key: Option<Secret>,
}

fn bindings(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(root.path(), path, text);
    }
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn of<C: RedisConfig>(root: &TempDir) -> String {
    seen::<C>(&[("SERVICE_BINDING_ROOT", root.path().to_str().unwrap())])
}

/// <https://github.com/servicebinding/spec#well-known-secret-entries>.
#[test]
fn a_binding_is_selected_by_its_directory() {
    let root = bindings(&[
        ("jobs/type", "redis\n"),
        ("jobs/provider", "bitnami"),
        ("jobs/host", "jobs-redis.default.svc\n"),
        ("jobs/port", "6380\n"),
        ("jobs/username", "worker"),
        ("jobs/password", "p4ss\n"),
        ("database/type", "postgresql"),
        ("database/host", "db"),
        ("notes/host", "no file `type`"),
        ("..data/type", "redis"),
        ("..data/host", "never"),
        ("..2026_11_28/type", "redis"),
    ]);
    let address = "redis://***@jobs-redis.default.svc:6380/0 worker:p4ss";
    assert_eq!(of::<Jobs>(&root), address);
    assert_eq!(of::<Any>(&root), address, "the only Redis");
    write(root.path(), "jobs/ssl", "true");
    assert_eq!(of::<Jobs>(&root), address.replace("redis://", "rediss://"));
    write(root.path(), "jobs/port", "http");
    let violation = one::<Jobs>(&[("SERVICE_BINDING_ROOT", root.path().to_str().unwrap())]);
    assert_eq!(
        violation.to_string().lines().next(),
        Some(
            format!(
                "`port` from {} [integer]",
                root.path().join("jobs/port").display()
            )
            .as_str()
        )
    );
    assert_eq!(of::<Any>(&bindings(&[])), DEFAULT);
    assert_eq!(
        seen::<Any>(&[("SERVICE_BINDING_ROOT", "/no/such/place")]),
        DEFAULT
    );
}

#[test]
fn a_uri_goes_with_the_credentials_beside_it() {
    let root = bindings(&[
        ("jobs/type", "Redis"),
        ("jobs/uri", "rediss://jobs.default.svc:6380/2"),
        ("jobs/username", "worker"),
        ("jobs/password", "p4ss"),
    ]);
    assert_eq!(
        of::<Jobs>(&root),
        "rediss://***@jobs.default.svc:6380/2 worker:p4ss"
    );
    let sentinels = bindings(&[
        ("jobs/type", "redis"),
        ("jobs/sentinel.nodes", "s1:26379,s2:26379"),
        ("jobs/sentinel.master", "mymaster"),
    ]);
    let variables = [("SERVICE_BINDING_ROOT", sentinels.path().to_str().unwrap())];
    assert_eq!(one::<Jobs>(&variables).code(), "topology");
}

#[test]
fn certificates_are_named_by_their_path() {
    let root = bindings(&[
        ("jobs/type", "redis"),
        ("jobs/host", "h"),
        ("jobs/port", "6380"),
        ("jobs/certificates", "PEM"),
        ("jobs/private-key", "PEM"),
    ]);
    let variables = [("SERVICE_BINDING_ROOT", root.path().to_str().unwrap())];
    let mutual: Mutual = load(&variables).unwrap();
    let path = |name: &str| root.path().join("jobs").join(name).display().to_string();
    assert_eq!((mutual.host.as_str(), mutual.port), ("h", 6380));
    assert_eq!(mutual.tls_cert, Some(path("certificates")));
    assert_eq!(mutual.tls_key, Some(Secret::new(path("private-key"))));
}

/// <https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>.
const LINKS: [(&str, &str); 8] = [
    ("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
    ("REDIS_PRIMARY_SERVICE_HOST", "10.0.0.11"),
    ("REDIS_PRIMARY_SERVICE_PORT", "6379"),
    ("REDIS_PRIMARY_PORT", "tcp://10.0.0.11:6379"),
    ("REDIS_PRIMARY_PORT_6379_TCP", "tcp://10.0.0.11:6379"),
    ("REDIS_PRIMARY_PORT_6379_TCP_PROTO", "tcp"),
    ("REDIS_PRIMARY_PORT_6379_TCP_PORT", "6379"),
    ("REDIS_PRIMARY_PORT_6379_TCP_ADDR", "10.0.0.11"),
];

#[test]
fn a_service_link_is_used_only_if_a_variable_selects_it() {
    assert_eq!(seen::<Any>(&LINKS), DEFAULT);
    let with = |name, value| {
        let mut variables = LINKS.to_vec();
        variables.push((name, value));
        variables
    };
    for service in ["redis-primary", "REDIS_PRIMARY"] {
        assert_eq!(
            seen::<Jobs>(&with("JOBS_REDIS_SERVICE_LINK", service)),
            "redis://10.0.0.11:6379/0"
        );
    }
    assert_eq!(
        seen::<Any>(&with("JOBS_REDIS_SERVICE_LINK", "redis-primary")),
        DEFAULT,
        "for the other instance"
    );
    assert_eq!(
        one::<Jobs>(&with("JOBS_REDIS_SERVICE_LINK", "redis")).to_string(),
        "`url` from JOBS_REDIS_SERVICE_LINK [platform]\n  \
         `JOBS_REDIS_SERVICE_LINK` selects a Kubernetes service link, but `REDIS_SERVICE_HOST` is not set\n  \
         help: write the name of a service in the namespace of the pod, and create the service before the pod"
    );
}
