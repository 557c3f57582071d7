//! `.env.example`, Markdown and JSON Schema of a definition.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use redis_config::{
    FieldMeta, FieldSource, FieldValues, Handle, RedisConfig, RedisConnections, Role, Secret,
    Setting, Sources, topology,
};
use redis_config_tests::canary;
use serde_json::Value;

use crate::fixture::{Cache, Jobs, Own, field};

/// Settings of sentinels that do not exclude each other.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "watched", env = "WATCHED_REDIS", topology = sentinel, read_from = replica)]
struct Watched {
    nodes: Vec<String>,
    master: String,
    username: Option<String>,
    password: Option<Secret>,
    sentinel_password: Option<Secret>,
    address_map: Option<Vec<String>>,
    allowed_hosts: Option<Vec<String>>,
    tls: bool,
    tls_ca: Option<PathBuf>,
    tls_server_name: Option<String>,
    #[redis(min = 5, max = 9)]
    connections: u16,
    protocol: Option<String>,
    max_connection_age: Option<Duration>,
    #[redis(extra)]
    metrics: Option<SocketAddr>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "events", env = "EVENTS_REDIS", topology = cluster)]
struct Events {
    url: String,
}

#[derive(RedisConnections)]
#[allow(dead_code, reason = "only its reference is of interest")]
struct Redis {
    jobs: Handle<Jobs>,
    cache: Handle<Cache>,
    own: Handle<Own>,
    watched: Handle<Watched>,
    events: Handle<Events>,
}

/// The variables of a file, those in comments too.
fn uncommented(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(|line| line.trim_start_matches("# "));
    let pairs = lines.filter_map(|line| line.split_once('='));
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    pairs
        .filter(|(name, _)| is_name(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_example_of_an_environment() {
    assert_eq!(
        Jobs::reference().env_example(),
        "# jobs (standalone)

# Address of the server, optionally with user name, password and database. (a Redis URL)
# JOBS_REDIS_URL=redis://127.0.0.1:6379/1

# Password of the ACL user. (a secret)
# Secret. `JOBS_REDIS_PASSWORD_FILE` is the path of a file that holds it.
# JOBS_REDIS_PASSWORD=change-me

# Deadline of one connection attempt, from name resolution through TCP, TLS and `AUTH` to `SELECT`. (a duration with its \
unit, 1ms to 30s)
# JOBS_REDIS_CONNECT_TIMEOUT=2s

#  (a whole number, 1 to 512)
# JOBS_REDIS_WORKER_CONCURRENCY=16
"
        .replace("#  (a whole", "# worker_concurrency (a whole")
    );
    assert_eq!(
        Cache::reference().env_example(),
        "# cache (standalone)
# `url` is fixed in the code: `redis://127.0.0.1:6379/0`
# `key_prefix` is fixed in the code: `cache`
"
    );
}

#[test]
fn an_example_loads_with_every_line_in_force() {
    let text = Redis::reference().env_example();
    let variables = uncommented(&text);
    assert!(variables.len() > 25, "{text}");
    let configs = Redis::load_from(&Sources::defaults().env(variables)).unwrap();
    assert_eq!(configs.watched.connections, 5);
    assert_eq!(configs.watched.metrics.map(|one| one.port()), Some(8080));
    assert_eq!(configs.own.region, "eu");
    // And with the lines alone that must be set.
    let required: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .collect();
    Redis::load_from(&Sources::defaults().env(required)).unwrap();
}

#[test]
fn a_table_of_the_variables() {
    assert_eq!(
        Jobs::reference().markdown(),
        "## `jobs`

Topology: standalone. Prefix of its variables: `JOBS_REDIS_`.

| variable | value | default | meaning |
|---|---|---|---|
| `JOBS_REDIS_URL` | a Redis URL | `redis://127.0.0.1:6379/1` | Address of the server, optionally with user name, password and database. |
| `JOBS_REDIS_PASSWORD` | a secret |  | Password of the ACL user. Secret. |
| `JOBS_REDIS_CONNECT_TIMEOUT` | a duration with its unit, 1ms to 30s | `2s` | Deadline of one connection attempt, from name resolution through TCP, TLS and `AUTH` to `SELECT`. |
| `JOBS_REDIS_WORKER_CONCURRENCY` | a whole number, 1 to 512 | `16` | worker_concurrency |
"
    );
    let group = Redis::reference().markdown();
    for row in [
        "| `OWN_REDIS_REGION` | `eu`, `us`, `none` | must be set | region |",
        "| fixed in the code | value |\n|---|---|\n| `read_from` | `replica` |",
        "## `cache`\n\nTopology: standalone. Prefix of its variables: `CACHE_REDIS_`.\n\n| fixed in the code | value |",
    ] {
        assert!(group.contains(row), "{row}\n{group}");
    }
}

fn keys(table: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = table["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

fn fields<C: RedisConfig>() -> Vec<String> {
    let names = C::FIELDS.iter().map(|meta| match meta.role {
        Role::Setting(setting) => setting.key(),
        Role::Extra => meta.name,
    });
    let mut names: Vec<_> = names
        .flat_map(|name| [name.to_owned(), format!("{name}_file")])
        .collect();
    names.sort();
    names
}

#[test]
fn a_schema_of_the_configuration_file() {
    let schema: Value = serde_json::from_str(&Redis::reference().json_schema()).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(
        keys(&schema),
        ["cache", "events", "jobs", "own", "profile", "watched"]
    );
    assert_eq!(schema["additionalProperties"], false);
    let profile = &schema["properties"]["profile"]["additionalProperties"];
    assert_eq!(
        keys(profile),
        [
            "allow_loopback",
            "allow_remote",
            "cache",
            "events",
            "jobs",
            "own",
            "watched"
        ]
    );
    let tables = &schema["$defs"];
    assert_eq!(keys(&tables["jobs"]), fields::<Jobs>());
    assert_eq!(keys(&tables["own"]), fields::<Own>());
    assert_eq!(keys(&tables["watched"]), fields::<Watched>());
    assert_eq!(keys(&tables["cache"]), [""; 0]);
    for table in ["jobs", "own", "watched", "events", "cache"] {
        assert_eq!(tables[table]["additionalProperties"], false);
        assert_eq!(
            schema["properties"][table]["$ref"],
            format!("#/$defs/{table}")
        );
    }
    let jobs = &tables["jobs"]["properties"];
    assert_eq!(
        jobs["worker_concurrency"],
        serde_json::json!({
            "type": ["integer", "string"], "pattern": "^-?[0-9]+$", "minimum": 1, "maximum": 512, "default": "16",
            "description": "worker_concurrency",
        })
    );
    assert_eq!(jobs["password"]["writeOnly"], true);
    assert_eq!(
        tables["own"]["properties"]["region"]["enum"],
        serde_json::json!(["eu", "us", "none"])
    );
    assert_eq!(
        tables["watched"]["properties"]["protocol"]["enum"],
        serde_json::json!(["resp2", "resp3"])
    );
    // Another instance may be described elsewhere.
    let alone: Value = serde_json::from_str(&Jobs::reference().json_schema()).unwrap();
    assert_eq!(
        alone["additionalProperties"],
        serde_json::json!({ "type": "object" })
    );
}

/// A definition by hand can have defaults that the derive refuses.
#[derive(Clone)]
struct Careless;

impl RedisConfig for Careless {
    const NAME: &'static str = "careless";
    const ENV: &'static str = "CARELESS_REDIS";
    const FIELDS: &'static [FieldMeta] = &[
        FieldMeta {
            default: Some("redis://:c4n4ry-pa55%2Fw0rd@127.0.0.1"),
            ..field::<String>("url", Role::Setting(Setting::Url), "CARELESS_REDIS_URL")
        },
        FieldMeta {
            default: Some(canary::PASSWORD),
            ..field::<Secret>(
                "password",
                Role::Setting(Setting::Password),
                "CARELESS_REDIS_PASSWORD",
            )
        },
        FieldMeta {
            default: Some(canary::PASSWORD),
            ..field::<Secret>("token", Role::Extra, "CARELESS_REDIS_TOKEN")
        },
    ];
    const FIXED: &'static [(Setting, &'static str)] = &[
        (Setting::SentinelPassword, canary::PASSWORD),
        (Setting::Url, "redis://:c4n4ry-pa55%2Fw0rd@127.0.0.1"),
        (Setting::TlsKey, "-----BEGIN PRIVATE KEY-----c4n4ry-pa55"),
    ];
    type Topology = topology::Standalone;

    fn fields(&self, _: &mut FieldValues<'_>) {}

    fn build(from: &mut FieldSource<'_>) -> Option<Self> {
        let url: Option<String> = from.field(&Self::FIELDS[0]);
        let password: Option<Secret> = from.field(&Self::FIELDS[1]);
        let token: Option<Secret> = from.field(&Self::FIELDS[2]);
        (url.is_some() && password.is_some() && token.is_some()).then_some(Self)
    }
}

#[test]
fn no_secret_is_shown() {
    let pages = redis_config::Reference::from_definition::<Careless>();
    for text in [pages.env_example(), pages.markdown(), pages.json_schema()] {
        assert_eq!(canary::find(&text), None, "{text}");
    }
    assert!(pages.markdown().contains("| set, not shown |"));
}

/// A file with every key of the schema loads, and one with another key does not.
#[test]
fn a_file_of_the_schema_loads() {
    let schema: Value = serde_json::from_str(&Redis::reference().json_schema()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("redis.json");
    let table = |table: &Value| -> Value {
        let properties = table["properties"].as_object().unwrap();
        let values = properties.iter().filter(|(key, _)| !key.ends_with("_file"));
        let values = values.map(|(key, schema)| {
            let value = [
                &schema["default"],
                &schema["examples"][0],
                &schema["enum"][0],
            ]
            .into_iter()
            .find(|value| !value.is_null());
            (
                key.clone(),
                value.cloned().unwrap_or_else(|| "change-me".into()),
            )
        });
        Value::Object(values.collect())
    };
    let tables = schema["$defs"].as_object().unwrap();
    let mut file: Value = Value::Object(
        tables
            .iter()
            .map(|(name, of)| (name.clone(), table(of)))
            .collect(),
    );
    let load = |file: &Value| {
        std::fs::write(&path, file.to_string()).unwrap();
        Redis::load_from(&Sources::defaults().file(&path).profile("dev"))
    };
    file["profile"] = serde_json::json!({ "dev": {} });
    load(&file).unwrap();
    file["jobs"]["timeout"] = "2s".into();
    let error = load(&file).unwrap_err();
    assert_eq!(error.failures()[0].member(), "jobs", "{error}");
}
