//! The definitions that these tests load, and how they are loaded.

use std::net::IpAddr;
use std::time::Duration;

use redis_config::topology::Standalone;
use redis_config::{
    FieldMeta, FieldSource, FieldValues, Invalid, RedisConfig, Role, Secret, Setting, Shape,
    Sources, Value, Violation,
};

/// A field without anything special.
pub const fn field<T: Value>(name: &'static str, role: Role, variable: &'static str) -> FieldMeta {
    FieldMeta {
        name,
        role,
        variable,
        default: None,
        min: None,
        max: None,
        one_of: &[],
        secret: matches!(T::SHAPE, Shape::Secret),
        optional: T::OPTIONAL,
        doc: "",
    }
}

/// What the derive writes for a struct, shorter.
macro_rules! definition {
    (
        $(#[$doc:meta])*
        $type:ident, $name:literal, $env:literal, fixed $fixed:expr,
        { $($field:ident: $of:ty = $role:expr, $variable:literal $(, $key:ident $bound:expr)*;)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $type { $(pub $field: $of),* }

        impl RedisConfig for $type {
            const NAME: &'static str = $name;
            const ENV: &'static str = $env;
            const FIELDS: &'static [FieldMeta] = &[$({
                #[allow(unused_mut)]
                let mut meta = field::<$of>(stringify!($field), $role, concat!($env, "_", $variable));
                $(meta.$key = $bound;)*
                meta
            }),*];
            const FIXED: &'static [(Setting, &'static str)] = $fixed;
            type Topology = Standalone;

            fn fields(&self, to: &mut FieldValues<'_>) {
                $(to.field(meta::<Self>(stringify!($field)), &self.$field);)*
                let _ = to;
            }

            fn build(from: &mut FieldSource<'_>) -> Option<Self> {
                $(let $field = from.field(meta::<Self>(stringify!($field)));)*
                let _ = from;
                Some(Self { $($field: $field?),* })
            }
        }
    };
}

fn meta<C: RedisConfig>(name: &str) -> &'static FieldMeta {
    C::FIELDS.iter().find(|meta| meta.name == name).unwrap()
}

use Role::{Extra, Setting as Of};

definition! {
    /// The definition of the README.
    Jobs, "jobs", "JOBS_REDIS", fixed &[],
    {
        url: String = Of(Setting::Url), "URL", default Some("redis://127.0.0.1:6379/1");
        password: Option<Secret> = Of(Setting::Password), "PASSWORD";
        connect_timeout: Duration = Of(Setting::ConnectTimeout), "CONNECT_TIMEOUT", default Some("2s"), max Some("30s");
        worker_concurrency: u16 = Extra, "WORKER_CONCURRENCY", default Some("16"), min Some("1"), max Some("512");
    }
}

definition! {
    /// Every way to say where the server is.
    Open, "open", "OPEN_REDIS", fixed &[],
    {
        url: Option<String> = Of(Setting::Url), "URL", default Some("redis://default.example:7000/7");
        host: Option<String> = Of(Setting::Host), "HOST";
        port: Option<u16> = Of(Setting::Port), "PORT";
        socket: Option<String> = Of(Setting::Socket), "SOCKET";
        username: Option<String> = Of(Setting::Username), "USERNAME";
        password: Option<Secret> = Of(Setting::Password), "PASSWORD";
        database: Option<u32> = Of(Setting::Database), "DATABASE";
    }
}

definition! {
    /// Host and port of their own, and a database with a default.
    Parts, "parts", "PARTS_REDIS", fixed &[(Setting::ConnectTimeout, "3s")],
    {
        host: String = Of(Setting::Host), "HOST";
        port: u16 = Of(Setting::Port), "PORT", default Some("6379");
        database: u32 = Of(Setting::Database), "DATABASE", default Some("4");
        password: Option<Secret> = Of(Setting::Password), "PASSWORD";
    }
}

definition! {
    /// A database with a default beside the URL.
    Numbered, "numbered", "NUMBERED_REDIS", fixed &[],
    {
        url: String = Of(Setting::Url), "URL", default Some("redis://127.0.0.1:6379");
        database: u32 = Of(Setting::Database), "DATABASE", default Some("4");
    }
}

definition! {
    /// Everything fixed.
    Cache, "cache", "CACHE_REDIS", fixed &[(Setting::Url, "redis://127.0.0.1:6379/0"), (Setting::KeyPrefix, "cache")],
    {}
}

definition! {
    /// Values of the application's own, none with a default.
    Own, "own", "OWN_REDIS", fixed &[(Setting::Url, "redis://127.0.0.1:6379/0")],
    {
        listen: IpAddr = Extra, "LISTEN";
        region: String = Extra, "REGION", one_of &["eu", "us", "none"];
        zone: Option<String> = Extra, "ZONE", one_of &["a", "none"];
        ratio: f64 = Extra, "RATIO", min Some("0"), max Some("1");
        tags: Vec<String> = Extra, "TAGS";
        token: Secret = Extra, "TOKEN";
        delays: bool = Extra, "DELAYS", default Some("false");
        min_delay: Duration = Of(Setting::ReconnectMinDelay), "RECONNECT_MIN_DELAY", default Some("50ms");
        max_delay: Duration = Of(Setting::ReconnectMaxDelay), "RECONNECT_MAX_DELAY", default Some("5s");
    }
}

/// Legal values for everything that [`Own`] needs.
pub const OWN: [(&str, &str); 5] = [
    ("OWN_REDIS_LISTEN", "::1"),
    ("OWN_REDIS_REGION", "eu"),
    ("OWN_REDIS_RATIO", "0.5"),
    ("OWN_REDIS_TAGS", "a, b"),
    ("OWN_REDIS_TOKEN", "t0ken"),
];

/// Loads from these variables.
pub fn load<C: RedisConfig>(variables: &[(&str, &str)]) -> Result<C, Invalid> {
    Sources::standard().env(variables.iter().copied()).load()
}

/// The only violation of a load that must fail with one.
pub fn one<C: RedisConfig + std::fmt::Debug>(variables: &[(&str, &str)]) -> Violation {
    only(load::<C>(variables).expect_err("a violation"))
}

pub fn only(invalid: Invalid) -> Violation {
    assert_eq!(invalid.violations().len(), 1, "one violation:\n{invalid}");
    invalid.violations()[0].clone()
}

/// The codes and settings of all violations.
pub fn codes(invalid: &Invalid) -> Vec<(&str, &str)> {
    let violations = invalid.violations().iter();
    violations
        .map(|violation| (violation.setting(), violation.code()))
        .collect()
}
