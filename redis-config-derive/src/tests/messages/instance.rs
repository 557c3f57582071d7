//! One set of values, as a definition for the macro and as values for the program to load.

use std::path::PathBuf;
use std::time::Duration;

use redis_config::{RedisConfig, Secret, Sources, Value, Violation};
use redis_config_rules::{Kind, Setting};

use super::cases::Given;

macro_rules! instance {
    ($topology:ident: $($name:ident: $type:ty,)+ ; $($extra:ident: $extra_type:ty,)*) => {
        mod $topology {
            use super::*;

            /// An instance with many settings and values of its own, each of which may stay unset.
            #[derive(Clone, Default, RedisConfig)]
            #[redis(name = "jobs", topology = $topology)]
            pub(super) struct JobsRedis {
                $($name: Option<$type>,)+
                $(#[redis(extra)] $extra: Option<$extra_type>,)*
            }

            /// The struct built by hand; `None` if a type cannot hold a value.
            pub(super) fn by_hand(given: &[Given]) -> Option<JobsRedis> {
                let mut jobs = JobsRedis::default();
                for Given(name, value) in given {
                    match *name {
                        "topology" => {}
                        $(stringify!($name) => jobs.$name = Some(Value::parse(value).ok()?),)+
                        $(stringify!($extra) => jobs.$extra = Some(Value::parse(value).ok()?),)*
                        unknown => panic!("`{unknown}` is not a field of the test"),
                    }
                }
                Some(jobs)
            }
        }
    };
}

instance! {
    standalone:
    url: String,
    host: String,
    port: u16,
    socket: PathBuf,
    database: u32,
    username: String,
    password: Secret,
    tls: bool,
    tls_ca: String,
    tls_cert: PathBuf,
    tls_key: PathBuf,
    tls_server_name: String,
    danger_tls_insecure: bool,
    connect_timeout: Duration,
    response_timeout: Duration,
    reconnect_min_delay: Duration,
    reconnect_max_delay: Duration,
    connections: u16,
    protocol: String,
    client_name: String,
    key_prefix: String,
    ;
    pause: Duration,
    words: Vec<String>,
    address: std::net::SocketAddr,
}

instance! {
    sentinel:
    url: String,
    nodes: Vec<String>,
    address_map: Vec<String>,
    allowed_hosts: Vec<String>,
    master: String,
    database: u32,
    username: String,
    password: Secret,
    sentinel_username: String,
    sentinel_password: Secret,
    tls: bool,
    sentinel_tls: bool,
    sentinel_tls_ca: PathBuf,
    sentinel_tls_cert: PathBuf,
    sentinel_tls_key: PathBuf,
    read_from: String,
    ;
}

instance! {
    cluster:
    url: String,
    nodes: Vec<String>,
    address_map: Vec<String>,
    allowed_hosts: Vec<String>,
    database: u32,
    numbered_databases: bool,
    username: String,
    password: Secret,
    tls: bool,
    tls_ca: PathBuf,
    protocol: String,
    read_from: String,
    ;
}

instance! {
    auto:
    url: String,
    host: String,
    nodes: Vec<String>,
    master: String,
    database: u32,
    ;
}

/// The type of a value of the application's own.
fn extra(name: &str) -> Option<&'static str> {
    match name {
        "pause" => Some("Duration"),
        "words" => Some("Vec<String>"),
        "address" => Some("SocketAddr"),
        _ => None,
    }
}

/// The declared topology of the values.
pub(super) fn topology(given: &[Given]) -> &'static str {
    let declared = given.iter().find(|Given(name, _)| *name == "topology");
    declared.map_or("standalone", |Given(_, topology)| topology)
}

/// A field that must be set. Empty text leaves an optional one unset.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct Needed {
    url: String,
}

/// The violations that loading reports.
pub(super) fn load(given: &[Given]) -> Vec<Violation> {
    let values = given.iter().filter(|Given(name, _)| *name != "topology");
    let sources = values.fold(Sources::defaults(), |sources, Given(name, value)| {
        sources.with(name, *value)
    });
    let needed = matches!(given, [Given("url", "")]);
    let refused = match topology(given) {
        _ if needed => sources.load::<Needed>().err(),
        "standalone" => sources.load::<standalone::JobsRedis>().err(),
        "sentinel" => sources.load::<sentinel::JobsRedis>().err(),
        "cluster" => sources.load::<cluster::JobsRedis>().err(),
        _ => sources.load::<auto::JobsRedis>().err(),
    };
    refused.map_or_else(Vec::new, |invalid| invalid.violations().to_vec())
}

/// The violations that `validate()` reports for the struct built by hand; `None` if its types cannot hold the values.
pub(super) fn validate(given: &[Given]) -> Option<Vec<Violation>> {
    let refused = match topology(given) {
        "standalone" => standalone::by_hand(given)?.validate(),
        "sentinel" => sentinel::by_hand(given)?.validate(),
        "cluster" => cluster::by_hand(given)?.validate(),
        _ => auto::by_hand(given)?.validate(),
    };
    let refused = refused.err();
    Some(refused.map_or_else(Vec::new, |invalid| invalid.violations().to_vec()))
}

/// The definition that fixes these values, in source.
pub(super) fn definition(given: &[Given]) -> String {
    let mut keys = Vec::new();
    let mut fields = Vec::new();
    for Given(name, value) in given {
        let text = format!("{value:?}");
        if let Some(ty) = extra(name) {
            fields.push(format!("#[redis(extra, default = {text})] {name}: {ty}"));
            continue;
        }
        let kind = Setting::from_key(name).map(|one| one.info().kind);
        let value = match kind {
            Some(Kind::Secret) => {
                fields.push(format!("{name}: Secret"));
                continue;
            }
            None | Some(Kind::Integer | Kind::Flag) => (*value).to_owned(),
            Some(Kind::Nodes | Kind::AddressMap | Kind::Hosts) => {
                let items: Vec<String> = value.split(',').map(|item| format!("{item:?}")).collect();
                format!("[{}]", items.join(", "))
            }
            Some(_) => text,
        };
        keys.push(format!("{name} = {value}"));
    }
    format!(
        "#[redis({})] struct JobsRedis {{ {} }}",
        std::iter::once("name = \"jobs\"".to_owned())
            .chain(keys)
            .collect::<Vec<_>>()
            .join(", "),
        fields.join(", ")
    )
}
