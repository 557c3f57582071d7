//! What a load reports about platforms besides the values.

use redis_config_rules::Setting;

use super::fill::fill;
use crate::config::definition::RedisConfig;
use crate::config::field_source::FieldSource;
use crate::config::field_values::FieldValues;
use crate::config::meta::FieldMeta;
use crate::load::environment::Environment;
use crate::load::fields::{Given, resolve};
use crate::load::report::Report;

use crate::topology::Standalone;

static FIELDS: [FieldMeta; 2] = [
    FieldMeta {
        optional: true,
        ..FieldMeta::unbound(Setting::Url, "JOBS_REDIS_URL")
    },
    FieldMeta {
        optional: true,
        ..FieldMeta::unbound(Setting::Password, "JOBS_REDIS_PASSWORD")
    },
];

macro_rules! definition {
    ($name:ident, $fallback:literal) => {
        #[derive(Clone)]
        struct $name;

        impl RedisConfig for $name {
            const NAME: &'static str = "jobs";
            const ENV: &'static str = "JOBS_REDIS";
            const FIELDS: &'static [FieldMeta] = &FIELDS;
            const FIXED: &'static [(Setting, &'static str)] = &[];
            const FALLBACK: bool = $fallback;
            type Topology = Standalone;

            fn fields(&self, _: &mut FieldValues<'_>) {}

            fn build(_: &mut FieldSource<'_>) -> Option<Self> {
                Some(Self)
            }
        }
    };
}
definition!(Jobs, false);
definition!(Any, true);

/// The report, with one line for each entry, after the URL that is used.
fn report<C: RedisConfig>(variables: &[(&str, &str)]) -> Vec<String> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    let environment = Environment::new(variables);
    let mut report = Report::default();
    let given = Given {
        code: &[],
        environment: &environment,
        file: None,
    };
    let mut resolved = resolve::<C>(&given, &mut report);
    fill::<C>(&environment, &mut resolved, &mut report);
    let url = resolved[0].value.as_ref();
    let mut lines = vec![format!(
        "{} {}",
        url.map_or("none", |url| url.text.as_str()),
        report.platform.unwrap_or("-")
    )];
    lines.extend(report.violations.iter().map(|one| one.message.clone()));
    lines.extend(report.shadowed.iter().map(|one| {
        let (shown, differs) = (one.shown.as_deref().unwrap_or("-"), one.differs);
        let differs = if differs { "differs" } else { "same" };
        format!("shadowed {} = {shown} by {}: {differs}", one.origin, one.by)
    }));
    let ignored = report.ignored.iter();
    lines.extend(ignored.map(|one| format!("ignored {}: {}", one.variable, one.reason)));
    lines.extend(report.hints.iter().map(|hint| format!("hint {hint}")));
    lines
}

#[test]
fn what_loses_is_shadowed() {
    let heroku = [
        ("DYNO", "web.1"),
        ("REDIS_URL", "rediss://:s3cret@main:1"),
        ("HEROKU_REDIS_JOBS_URL", "redis://:s3cret@jobs:2"),
    ];
    assert_eq!(
        report::<Any>(&heroku),
        [
            "redis://:s3cret@jobs:2 Heroku",
            "shadowed REDIS_URL = rediss://***@main:1 by HEROKU_REDIS_JOBS_URL: differs",
        ]
    );
    assert_eq!(
        report::<Jobs>(&heroku),
        [
            "redis://:s3cret@jobs:2 Heroku",
            "ignored REDIS_URL: it does not name the instance, and `jobs` is not declared `#[redis(fallback)]`",
        ]
    );
    let own = [
        heroku[0],
        heroku[1],
        heroku[2],
        ("JOBS_REDIS_URL", "redis://:s3cret@jobs:2"),
    ];
    assert_eq!(
        report::<Any>(&own),
        [
            "redis://:s3cret@jobs:2 Heroku",
            "shadowed REDIS_URL = rediss://***@main:1 by JOBS_REDIS_URL: differs",
            "shadowed HEROKU_REDIS_JOBS_URL = redis://***@jobs:2 by JOBS_REDIS_URL: same",
        ]
    );
    let same = [
        ("REDIS_URL", "redis://h"),
        ("VALKEY_URL", "redis://h:6379/0"),
    ];
    assert_eq!(
        report::<Any>(&same),
        [
            "redis://h -",
            "shadowed VALKEY_URL = redis://h:6379/0 by REDIS_URL: same",
        ]
    );
}

#[test]
fn a_service_with_a_name_is_for_the_fallback_only_if_nothing_else_is_there() {
    let json =
        r#"{"p.redis":[{"name":"cache","tags":["redis"],"credentials":{"uri":"redis://cache"}}]}"#;
    let services = ("VCAP_SERVICES", json);
    assert_eq!(report::<Any>(&[services]), ["redis://cache Cloud Foundry"]);
    assert_eq!(
        report::<Any>(&[services, ("REDIS_URL", "redis://h")]),
        [
            "redis://h Cloud Foundry",
            "shadowed VCAP_SERVICES p.redis[name=cache].credentials.uri = redis://cache:6379 by REDIS_URL: differs",
        ]
    );
}

#[test]
fn the_certificate_of_heroku_is_explained() {
    let url = "rediss://:p@ec2-1-2-3-4.eu-west-1.compute.amazonaws.com:25270";
    assert_eq!(
        report::<Any>(&[("DYNO", "web.1"), ("REDIS_URL", url)])[1..],
        [
            "hint `ec2-1-2-3-4.eu-west-1.compute.amazonaws.com` has a self-signed certificate, as all servers of Heroku: give its CA as `tls_ca`"
        ]
    );
    assert_eq!(report::<Any>(&[("REDIS_URL", url)]).len(), 1);
}

#[test]
fn what_is_not_used_has_a_reason() {
    let pod = [
        ("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
        ("REDIS_SERVICE_HOST", "10.0.0.11"),
        ("REDIS_PORT", "tcp://10.0.0.11:6379"),
        ("REDIS_PORT_6379_TCP_ADDR", "10.0.0.11"),
        ("REDIS_CLUSTER", "true"),
        ("REDIS_DB", "1"),
        ("REDISHOST", "h"),
        ("HEROKU_REDIS_AMBER_URL", "redis://h"),
        ("REDIS_URI_JOBS", "redis://h"),
        ("REDIS_PASSWORD_HASH", "x"),
    ];
    assert_eq!(
        report::<Any>(&pod),
        [
            "none Kubernetes",
            "ignored REDIS_CLUSTER: it has no meaning that platforms agree on; a cluster is given as `REDIS_CLUSTER_NODES=10.0.0.1:7000,10.0.0.2:7000`",
            "ignored REDIS_PORT: Kubernetes service link, not a port",
            "ignored REDIS_DB: no unnamed variable names the server, and it is not combined with the endpoint of another source",
            "ignored HEROKU_REDIS_AMBER_URL: it has a meaning on Heroku only, where `DYNO` is set",
            "ignored REDISHOST: it has a meaning on Railway only, where `RAILWAY_*` is set",
            "ignored REDIS_URI_JOBS: it has a meaning on Nais only, where `NAIS_*` is set",
            "ignored REDIS_SERVICE_HOST: Kubernetes service link; `<PREFIX>_SERVICE_LINK=redis` uses it for an instance",
            "ignored REDIS_PORT_6379_TCP_ADDR: Kubernetes service link; `<PREFIX>_SERVICE_LINK` selects one",
            "ignored REDIS_PASSWORD_HASH: nothing reads it",
        ]
    );
    let rest = [
        ("KV_REST_API_URL", "https://h"),
        ("REDIS_URL", "rediss://h.upstash.io"),
    ];
    assert_eq!(
        report::<Any>(&rest),
        [
            "rediss://h.upstash.io -",
            "ignored KV_REST_API_URL: `KV_REST_API_URL` is the address of a REST interface, not of Redis",
        ]
    );
    let railway = [
        ("RAILWAY_SERVICE_ID", "1"),
        ("REDIS_URL", "redis://redis.railway.internal:6379"),
        ("REDIS_PUBLIC_URL", "redis://x.proxy.rlwy.net:1"),
    ];
    assert_eq!(
        report::<Any>(&railway),
        [
            "redis://redis.railway.internal:6379 Railway",
            "shadowed REDIS_PUBLIC_URL = redis://x.proxy.rlwy.net:1 by REDIS_URL: differs",
            "hint `redis.railway.internal` has only an IPv6 address in old environments: the server must listen on `::`",
        ]
    );
}

#[test]
fn a_place_inside_json_is_shown_as_in_the_documentation() {
    let json = r#"{"p.redis":[{"name":"jobs","tags":["redis"],"credentials":{"uri":"redis://:p@h"}},
        {"name":"other","tags":["redis"],"credentials":{"uri":"redis://:p@o"}}],
        "my-redis":[{"name":"x","tags":[],"credentials":{"host":"x"}}]}"#;
    assert_eq!(
        report::<Any>(&[("VCAP_SERVICES", json), ("JOBS_REDIS_URL", "redis://own")])[1..],
        [
            "shadowed VCAP_SERVICES p.redis[name=jobs].credentials.uri = redis://***@h:6379 by JOBS_REDIS_URL: differs",
            "shadowed VCAP_SERVICES p.redis[name=other].credentials.uri = redis://***@o:6379 by JOBS_REDIS_URL: differs",
            "ignored VCAP_SERVICES my-redis[name=x]: it has neither the tag `redis` nor the URI of a Redis server",
        ]
    );
}

#[test]
fn dokku_is_explained() {
    let url = "redis://lolipop:p@dokku-redis-lolipop:6379/lolipop";
    assert_eq!(
        report::<Any>(&[("DOKKU_APP_TYPE", "x"), ("REDIS_URL", url)]),
        [
            "redis://:p@dokku-redis-lolipop:6379 Dokku",
            "hint Dokku writes the name of the service, `lolipop`, as the user and the database of the URL; neither exists, so the password alone and the default database are used",
        ]
    );
}
