//! One set of values, as a definition that the macro sees and as values that the program loads.

use std::path::PathBuf;
use std::time::Duration;

use redis_config::{RedisConfig, Secret, Sources, Value, Violation};
use redis_config_rules::{Kind, Setting};

use super::cases::Given;

macro_rules! instance {
    ($($name:ident: $type:ty,)+ ; $($extra:ident: $extra_type:ty,)+) => {
        /// An instance with every setting and values of its own, each of which may stay unset.
        #[derive(Clone, Default, RedisConfig)]
        #[redis(name = "jobs")]
        struct JobsRedis {
            $($name: Option<$type>,)+
            $(#[redis(extra)] $extra: Option<$extra_type>,)+
        }

        /// The struct built by hand; `None` if a type cannot hold what is given.
        fn by_hand(given: &[Given]) -> Option<JobsRedis> {
            let mut jobs = JobsRedis::default();
            for Given(name, value) in given {
                match *name {
                    $(stringify!($name) => jobs.$name = Some(Value::parse(value).ok()?),)+
                    $(stringify!($extra) => jobs.$extra = Some(Value::parse(value).ok()?),)+
                    unknown => panic!("`{unknown}` is no field of the test"),
                }
            }
            Some(jobs)
        }

        /// The type of a value of the application's own.
        fn extra(name: &str) -> Option<&'static str> {
            match name {
                $(stringify!($extra) => Some(stringify!($extra_type)),)+
                _ => None,
            }
        }
    };
}

instance! {
    url: String,
    host: String,
    port: u16,
    socket: PathBuf,
    database: u32,
    username: String,
    password: Secret,
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

/// Empty text is no value for a field that may stay unset: one that may not.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct Needed {
    url: String,
}

/// What loading says.
pub(super) fn load(given: &[Given]) -> Vec<Violation> {
    let sources = given
        .iter()
        .fold(Sources::defaults(), |sources, Given(name, value)| {
            sources.with(name, *value)
        });
    let needed = matches!(given, [Given("url", "")]);
    let refused = if needed {
        sources.load::<Needed>().err()
    } else {
        sources.load::<JobsRedis>().err()
    };
    refused.map_or_else(Vec::new, |invalid| invalid.violations().to_vec())
}

/// What `validate()` says to the struct built by hand; `None` if its types cannot hold what is given.
pub(super) fn validate(given: &[Given]) -> Option<Vec<Violation>> {
    let invalid = by_hand(given)?.validate().err();
    Some(invalid.map_or_else(Vec::new, |invalid| invalid.violations().to_vec()))
}

/// The definition that fixes these values, in source.
pub(super) fn definition(given: &[Given]) -> String {
    let mut keys = Vec::new();
    let mut fields = Vec::new();
    for Given(name, value) in given {
        let text = format!("{value:?}");
        match extra(name) {
            Some(ty) => fields.push(format!("#[redis(extra, default = {text})] {name}: {ty}")),
            None if *name == "password" => fields.push("password: Secret".to_owned()),
            None => {
                let number =
                    Setting::from_key(name).is_some_and(|one| one.info().kind == Kind::Integer);
                let value = if number { (*value).to_owned() } else { text };
                keys.push(format!("{name} = {value}"));
            }
        }
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
