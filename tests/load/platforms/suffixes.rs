//! Platforms that write the name of the instance into the name of the variable.

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::one;

/// `docs/reference/redis.md` of <https://github.com/nais/doc>.
#[test]
fn nais() {
    let here = ("NAIS_CLUSTER_NAME", "dev-gcp");
    let jobs = [
        here,
        (
            "REDIS_URI_JOBS",
            "rediss://redis-team-jobs-nav-dev.aivencloud.com:26483",
        ),
        ("REDIS_USERNAME_JOBS", "worker"),
        ("REDIS_PASSWORD_JOBS", "p4ss"),
    ];
    let address = "rediss://***@redis-team-jobs-nav-dev.aivencloud.com:26483/0 worker:p4ss";
    assert_eq!(seen::<Jobs>(&jobs), address);
    assert_eq!(seen::<Any>(&jobs), address, "the only one");
    assert_eq!(
        seen::<Jobs>(&jobs[1..]),
        DEFAULT,
        "names of Nais, elsewhere"
    );
    let valkey = [
        here,
        ("VALKEY_URI_JOBS", "valkeys://v.aivencloud.com:1"),
        ("VALKEY_HOST_JOBS", "v.aivencloud.com"),
        ("VALKEY_PORT_JOBS", "1"),
        ("VALKEY_USERNAME_JOBS", "worker"),
        ("VALKEY_PASSWORD_JOBS", "p4ss"),
    ];
    assert_eq!(
        seen::<Jobs>(&valkey),
        "rediss://***@v.aivencloud.com:1/0 worker:p4ss"
    );
    let mut two = jobs.to_vec();
    two.push(("REDIS_URI_SESSIONS", "rediss://other:1"));
    assert_eq!(seen::<Jobs>(&two), address);
    assert_eq!(
        one::<Any>(&two).message(),
        "`REDIS_URI_JOBS` and `REDIS_URI_SESSIONS` give different servers, or different ways to sign in"
    );
    let mut half = jobs[..3].to_vec();
    half.push(("REDIS_PASSWORD_OTHER", "p4ss"));
    assert_eq!(
        one::<Jobs>(&half).message(),
        "`REDIS_USERNAME_JOBS` is set, but `REDIS_PASSWORD_JOBS` is not"
    );
}

/// <https://docs.docker.com/engine/network/links/>.
#[test]
fn docker_links() {
    let link = [
        ("JOBS_NAME", "/app/jobs"),
        ("JOBS_PORT", "tcp://172.17.0.5:6379"),
        ("JOBS_PORT_6379_TCP", "tcp://172.17.0.5:6379"),
        ("JOBS_PORT_6379_TCP_PROTO", "tcp"),
        ("JOBS_PORT_6379_TCP_PORT", "6379"),
        ("JOBS_PORT_6379_TCP_ADDR", "172.17.0.5"),
        ("JOBS_ENV_REDIS_PASSWORD", "p4ss"),
    ];
    assert_eq!(seen::<Jobs>(&link), "redis://***@172.17.0.5:6379/0 :p4ss");
    assert_eq!(seen::<Any>(&link), "redis://***@172.17.0.5:6379/0 :p4ss");
    let mut pod = link.to_vec();
    pod.push(("KUBERNETES_SERVICE_HOST", "10.0.0.1"));
    assert_eq!(seen::<Jobs>(&pod), DEFAULT);
    assert_eq!(seen::<Any>(&pod), DEFAULT);
    // `docker run --link redis` sets `REDIS_PORT` to a URL.
    let redis = [
        ("REDIS_PORT", "tcp://172.17.0.5:6379"),
        ("REDIS_PORT_6379_TCP_ADDR", "172.17.0.5"),
    ];
    assert_eq!(seen::<Any>(&redis), "redis://172.17.0.5:6379/0");
}
