//! `VCAP_SERVICES`.

use redis_config::{Origin, RedisConfig, Secret, Sources};

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::{load, one};

/// Holds what a service with sentinels gives.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS", topology = sentinel)]
struct Watched {
    nodes: Vec<String>,
    master: String,
    password: Option<Secret>,
}

/// Holds what a cluster gives.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS", topology = cluster)]
struct Sharded {
    nodes: Vec<String>,
    password: Option<Secret>,
    tls: Option<bool>,
}

/// Holds the URL of a cluster.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS", topology = cluster)]
struct ShardedUrl {
    url: String,
    username: Option<String>,
    password: Option<Secret>,
}

/// Holds a URL and nothing else.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
struct Open {
    url: String,
}

fn services(json: &str) -> [(&str, &str); 1] {
    [("VCAP_SERVICES", json)]
}

/// "Using Redis for Tanzu", section "Example application": an on-demand instance with TLS.
const TANZU: &str = r#"{"p.redis":[{
    "binding_name":null,"credentials":{"host":"q-s0.redis-instance.services.internal","password":"p4ss","port":6379,
    "tls_port":16379,"tls_versions":["tlsv1.2"]},"instance_name":"jobs","label":"p.redis","name":"jobs","plan":"on-demand-cache",
    "provider":null,"syslog_drain_url":null,"tags":["redis","pivotal","on-demand"],"volume_mounts":[]}]}"#;

/// `source/docs/dotcom/marketplace/services/rediscloud.html.md` of <https://github.com/cloudfoundry-attic/cf-docs>.
const REDIS_CLOUD: &str = r#"{"rediscloud-n/a":[{"name":"rediscloud-42","label":"rediscloud-n/a","plan":"20mb",
    "credentials":{"port":"6379","hostname":"pub-redis-6379.us-east-1-2.3.ec2.garantiadata.com","password":"your_redis_password"}}]}"#;

/// A user-provided service: no tag, only a URI. "User-provided service instances" of the documentation.
const USER_PROVIDED: &str = r#"{"user-provided":[
    {"label":"user-provided","name":"jobs-redis","tags":[],"instance_name":"jobs-redis","binding_name":null,
     "credentials":{"uri":"rediss://worker:p4ss@redis.example.com:6380/3"}},
    {"label":"user-provided","name":"mail","tags":[],"credentials":{"uri":"smtp://redis:x@mail.example.com"}}]}"#;

/// The broker of SAP BTP: a URI and the same values again, the port as a number.
const SAP: &str = r#"{"redis-cache":[{"label":"redis-cache","name":"jobs","tags":["cache"],"credentials":{
    "cluster_mode":false,"hostname":"master.rg.euc1.cache.amazonaws.com","password":"p4ss","port":1234,"tls":true,
    "uri":"rediss://:p4ss@master.rg.euc1.cache.amazonaws.com:1234"}}]}"#;

#[test]
fn the_port_of_tls_wins() {
    let address = "rediss://***@q-s0.redis-instance.services.internal:16379/0 :p4ss";
    assert_eq!(seen::<Jobs>(&services(TANZU)), address);
    assert_eq!(seen::<Any>(&services(TANZU)), address);
    let with_uri = TANZU.replace(
        r#""host":"q-s0.redis-instance.services.internal","password":"p4ss""#,
        r#""uri":"redis://:p4ss@q-s0.redis-instance.services.internal:6379""#,
    );
    assert_eq!(seen::<Jobs>(&services(&with_uri)), address);
    let as_text = TANZU.replace("16379", r#""16379""#);
    assert_eq!(seen::<Jobs>(&services(&as_text)), address);
}

#[test]
fn a_label_or_a_tag_or_a_uri_marks_a_service() {
    assert_eq!(
        seen::<Any>(&services(REDIS_CLOUD)),
        "redis://***@pub-redis-6379.us-east-1-2.3.ec2.garantiadata.com:6379/0 :your_redis_password"
    );
    let address = "rediss://***@redis.example.com:6380/3 worker:p4ss";
    assert_eq!(seen::<Jobs>(&services(USER_PROVIDED)), address);
    assert_eq!(seen::<Any>(&services(USER_PROVIDED)), address);
    assert_eq!(
        seen::<Jobs>(&services(SAP)),
        "rediss://***@master.rg.euc1.cache.amazonaws.com:1234/0 :p4ss"
    );
    let other = REDIS_CLOUD.replace("rediscloud", "elephantsql");
    assert_eq!(seen::<Any>(&services(&other)), DEFAULT);
}

/// The configuration endpoint of a cluster, in the form of [`SAP`]: "Hyperscaler option" of the documentation of SAP BTP.
fn sap_cluster() -> String {
    SAP.replace(r#""cluster_mode":false"#, r#""cluster_mode":true"#)
        .replace("master.rg.euc1", "clustercfg.rg.euc1")
        .replace(r#""tags":["cache"]"#, r#""tags":["cache","redis"]"#)
}

#[test]
fn the_cluster_of_sap_is_a_cluster() {
    let address = "rediss+cluster://***@clustercfg.rg.euc1.cache.amazonaws.com:1234 :p4ss";
    let whole = sap_cluster();
    let uri = r#","tls":true,
    "uri":"rediss://:p4ss@clustercfg.rg.euc1.cache.amazonaws.com:1234""#;
    let parts = r#""hostname":"clustercfg.rg.euc1.cache.amazonaws.com","password":"p4ss","port":1234,"tls":true,"#;
    for json in [
        whole.clone(),
        whole.replace(uri, r#","tls":true"#),
        whole.replace(parts, ""),
        whole.replace(r#""cluster_mode":true"#, r#""cluster_mode":"true""#),
        whole.replace("1234\"}", "1234/0\"}"),
    ] {
        assert_eq!(seen::<ShardedUrl>(&services(&json)), address, "{json}");
        let sharded: Sharded = load(&services(&json)).unwrap();
        assert_eq!(
            sharded.nodes,
            ["clustercfg.rg.euc1.cache.amazonaws.com:1234"]
        );
        assert_eq!(
            (sharded.password, sharded.tls),
            (Some(Secret::new("p4ss")), Some(true))
        );
    }
    let plain = whole.replace("\"tls\":true", "\"tls\":false");
    assert_eq!(one::<ShardedUrl>(&services(&plain)).code(), "disagreement");
    assert_eq!(
        one::<Jobs>(&services(&whole)).to_string(),
        "`url` from VCAP_SERVICES redis-cache[name=jobs].credentials.hostname [topology]\n  \
         a `rediss+cluster://` URL does not go with `topology = standalone`, the default\n  \
         given: `rediss+cluster://clustercfg.rg.euc1.cache.amazonaws.com:1234`\n  \
         help: write `topology = cluster` in the `#[redis(...)]` of the struct, or a URL like `rediss://10.0.0.1:6379/0`"
    );
    let odd = whole.replace(r#""cluster_mode":true"#, r#""cluster_mode":"sharded""#);
    assert_eq!(
        one::<Jobs>(&services(&odd)).to_string(),
        "`url` from VCAP_SERVICES redis-cache[name=jobs].credentials.cluster_mode [platform]\n  \
         `VCAP_SERVICES redis-cache[name=jobs].credentials.cluster_mode` is neither `true` nor `false`\n  \
         help: set the endpoint of the instance in its own variables, `<PREFIX>_URL` or `<PREFIX>_NODES`"
    );
}

#[test]
fn a_value_names_its_place() {
    let jobs: Jobs = load(&services(SAP)).unwrap();
    assert_eq!(jobs.url, "rediss://master.rg.euc1.cache.amazonaws.com:1234");
    assert_eq!(jobs.password, Some(Secret::new("p4ss")));
    let violation = one::<Open>(&services(TANZU));
    assert_eq!(
        violation.to_string(),
        "`password` from VCAP_SERVICES p.redis[name=jobs].credentials.password [unknown-field]\n  \
         `VCAP_SERVICES p.redis[name=jobs].credentials.password` gives `password`, for which the struct has no field\n  \
         help: add a field `password: Option<Secret>`: a password is not written into `url`, whose text is not secret"
    );
    let wrong = SAP.replace("rediss://:p4ss@master", "rediss://:hunter2@other");
    let violation = one::<Jobs>(&services(&wrong));
    assert_eq!(
        violation.origin(),
        &Origin::Json {
            variable: "VCAP_SERVICES".to_owned(),
            pointer: "redis-cache[name=jobs].credentials.uri".to_owned(),
        }
    );
    assert_eq!(violation.code(), "disagreement");
    let port = TANZU.replace("16379", "163790");
    assert_eq!(
        one::<Jobs>(&services(&port)).to_string().lines().next(),
        Some("`port` from VCAP_SERVICES p.redis[name=jobs].credentials.tls_port [out-of-range]")
    );
}

/// "Redis Enterprise" of Swisscom's application cloud, and the form with `sentinels`.
#[test]
fn sentinels() {
    for list in [
        r#""sentinel_nodes":[{"hostname":"s1.example.com","port":"26379"},{"hostname":"s2.example.com","port":"26380"}]"#,
        r#""sentinels":[{"host":"s1.example.com","port":26379},{"host":"s2.example.com","port":26380}]"#,
        r#""sentinels":["s1.example.com","s2.example.com:26380"]"#,
    ] {
        let json = format!(
            r#"{{"redis":[{{"name":"jobs","label":"redis","tags":["redis"],"credentials":{{
            "host":"m.example.com","master_name":"redis-enterprise","port":6379,"password":"p4ss",{list}}}}}]}}"#
        );
        let watched: Watched = load(&services(&json)).unwrap();
        assert_eq!(
            watched.nodes,
            ["s1.example.com:26379", "s2.example.com:26380"]
        );
        assert_eq!(watched.master, "redis-enterprise");
        assert_eq!(watched.password, Some(Secret::new("p4ss")));
    }
}

#[test]
fn a_reference_to_credhub_is_explained() {
    let json = r#"{"p.redis":[{"name":"jobs","label":"p.redis","tags":["redis"],
        "credentials":{"credhub-ref":"/credhub-service-broker/p.redis/1/credentials"}}]}"#;
    assert_eq!(
        one::<Jobs>(&services(json)).to_string(),
        "`url` from VCAP_SERVICES p.redis[name=jobs].credentials.credhub-ref [platform]\n  \
         `VCAP_SERVICES p.redis[name=jobs].credentials.credhub-ref` is a reference to CredHub, which Cloud Foundry replaces when it starts an application from a buildpack\n  \
         help: in a container image, set the endpoint of the instance in its own variables, `<PREFIX>_URL` or `<PREFIX>_HOST`"
    );
    let own = [services(json)[0], ("JOBS_REDIS_URL", "redis://own/2")];
    assert_eq!(seen::<Jobs>(&own), "redis://own:6379/2");
}

#[test]
fn an_instance_selects_by_name_and_nothing_is_mixed() {
    let two = r#"{"p.redis":[
        {"name":"jobs","label":"p.redis","tags":["redis"],"credentials":{"host":"one","password":"p1","port":1}},
        {"name":"cache","label":"p.redis","tags":["redis"],"credentials":{"host":"two","port":2}}]}"#;
    assert_eq!(seen::<Jobs>(&services(two)), "redis://***@one:1/0 :p1");
    let violation = one::<Any>(&services(two));
    assert_eq!(
        violation.message(),
        "`VCAP_SERVICES p.redis[name=jobs].credentials.host` and `VCAP_SERVICES p.redis[name=cache].credentials.host` give different servers, or different ways to sign in"
    );
    for name in ["jobs-redis", "JOBS_REDIS", "Jobs"] {
        let named = two.replace(r#""name":"jobs""#, &format!(r#""name":"{name}""#));
        assert_eq!(seen::<Jobs>(&services(&named)), "redis://***@one:1/0 :p1");
    }
    let bound = two.replace(r#""name":"cache""#, r#""name":"x","binding_name":"jobs""#);
    assert_eq!(one::<Jobs>(&services(&bound)).code(), "disagreement");
    let none = two.replace(r#""host":"one","#, "");
    assert_eq!(
        one::<Jobs>(&services(&none)).message(),
        "`VCAP_SERVICES p.redis[name=jobs].credentials.password` is set, but nothing beside it names the server"
    );
}

#[test]
fn broken_json_is_an_error_without_its_text() {
    for (json, at) in [
        ("hunter2", "line 1, column 1"),
        (
            r#"{"p.redis":[{"credentials":{"password":"hunter2""#,
            "line 1, column 48",
        ),
        ("", "line 1, column 0"),
    ] {
        let violation = one::<Jobs>(&services(json));
        assert_eq!(
            violation.to_string(),
            format!(
                "`url` from VCAP_SERVICES [platform]\n  `VCAP_SERVICES` is not JSON, from {at}\n  \
                 help: the platform writes `VCAP_SERVICES`: do not change it; if it is set by hand, copy all of it, in quotes"
            )
        );
    }
    for json in [
        "{}",
        "[]",
        "null",
        r#"{"p.redis":{}}"#,
        r#"{"p.redis":[1,null,{"tags":["redis"]}]}"#,
    ] {
        assert_eq!(seen::<Jobs>(&services(json)), DEFAULT, "{json}");
    }
}

#[test]
fn an_explanation_names_the_platform_and_the_place() {
    let sources = Sources::standard().env([
        ("VCAP_SERVICES", TANZU),
        ("REDIS_URL", "redis://:hunter2@old:6379"),
        ("REDIS_PORT", "tcp://10.0.0.11:6379"),
    ]);
    let explained = Jobs::explain(&sources).to_string();
    let lines: Vec<_> = explained.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "  url               rediss://q-s0.redis-instance.services.internal:16379",
            "                    VCAP_SERVICES p.redis[name=jobs].credentials.host",
            "  password          set, 4 characters  VCAP_SERVICES p.redis[name=jobs].credentials.password",
            "  ignored           REDIS_PORT                                Kubernetes service link, not a port",
            "  ignored           REDIS_URL",
            "                    it does not name the instance, and `jobs` is not declared `#[redis(fallback)]`",
        ]
    );
}

#[test]
fn a_weaker_password_of_a_file_is_not_combined_with_the_endpoint() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("redis.toml");
    std::fs::write(&path, "[jobs]\npassword = \"hunter2\"\ndatabase = 7\n").unwrap();
    let service = r#"{"p.redis":[{"name":"jobs","tags":["redis"],"credentials":{"host":"h"}}]}"#;
    let sources = Sources::standard().env(services(service)).file(&path);
    let jobs: Jobs = sources.load().unwrap();
    assert_eq!(jobs.url, "redis://h:6379");
    assert_eq!(jobs.password, None);
    assert_eq!(jobs.database, Some(7));
}
