//! `PLATFORM_RELATIONSHIPS`.

use redis_config::{RedisConfig, Secret, Sources};

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::one;

/// After <https://docs.upsun.com/add-services/redis.html>, with a service of another kind beside it.
const RELATIONSHIPS: &str = r#"{"redis":[{"scheme":"mysql","host":"db.internal","port":3306,"username":"user","password":"x"}],
    "jobs":[{"username":null,"scheme":"redis","service":"cache","fragment":null,"ip":"169.254.1.1",
    "hostname":"x.cache.service._.eu.platformsh.site","port":6379,"cluster":"x-main","host":"jobs.internal","rel":"redis",
    "path":null,"query":[],"password":null,"type":"redis:6.0","public":false}]}"#;

/// The parts of an address, whose variables have the names of those that Upsun writes.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
struct Parts {
    host: String,
    port: u16,
    username: Option<String>,
    password: Option<Secret>,
}

pub(super) fn encoded(json: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in json.as_bytes().chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            let digit = (bits >> (18 - 6 * at)) & 63;
            text.push(char::from(ALPHABET[digit as usize]));
        }
        text.push_str(&"=".repeat(3 - chunk.len()));
    }
    text
}

#[test]
fn a_relationship_is_selected_by_its_scheme() {
    let text = encoded(RELATIONSHIPS);
    let variables = [
        ("PLATFORM_APPLICATION_NAME", "app"),
        ("PLATFORM_RELATIONSHIPS", text.as_str()),
    ];
    let address = "redis://jobs.internal:6379/0";
    assert_eq!(seen::<Jobs>(&variables), address, "by its relationship");
    assert_eq!(seen::<Any>(&variables), address, "the only Redis");
    let by_service = RELATIONSHIPS
        .replace("\"jobs\":", "\"x\":")
        .replace("\"cache\"", "\"jobs-redis\"");
    let text = encoded(&by_service);
    assert_eq!(seen::<Jobs>(&[("PLATFORM_RELATIONSHIPS", &text)]), address);
    let text = encoded(&RELATIONSHIPS.replace("\"redis\",\"service\"", "\"http\",\"service\""));
    assert_eq!(seen::<Any>(&[("PLATFORM_RELATIONSHIPS", &text)]), DEFAULT);
}

/// The variables of <https://docs.upsun.com/add-services/redis.html>.
#[test]
fn upsun_writes_each_relationship_into_variables() {
    let variables = [
        ("PLATFORM_APPLICATION_NAME", "app"),
        ("JOBS_USERNAME", ""),
        ("JOBS_SCHEME", "redis"),
        ("JOBS_SERVICE", "redis"),
        ("JOBS_FRAGMENT", ""),
        ("JOBS_IP", "123.456.78.90"),
        ("JOBS_HOST", "jobs.internal"),
        ("JOBS_PORT", "6379"),
        ("JOBS_PASSWORD", "p4ss"),
        ("DB_SCHEME", "mysql"),
        ("DB_HOST", "db.internal"),
    ];
    let address = "redis://***@jobs.internal:6379/0 :p4ss";
    assert_eq!(seen::<Jobs>(&variables), address);
    assert_eq!(seen::<Any>(&variables), address);
    assert_eq!(seen::<Jobs>(&variables[1..]), DEFAULT, "elsewhere");
    let both = [
        variables[0],
        ("REDIS_SCHEME", "redis"),
        ("REDIS_HOST", "redis.internal"),
        ("REDIS_PORT", "6379"),
    ];
    assert_eq!(seen::<Any>(&both), "redis://redis.internal:6379/0");
}

/// All that Upsun writes for a relationship: <https://docs.upsun.com/add-services/redis.html>, section "Usage example", of a
/// service with a password.
fn relationship(prefix: &str) -> Vec<(String, String)> {
    let all = [
        ("USERNAME", ""),
        ("SCHEME", "redis"),
        ("SERVICE", "cache"),
        ("FRAGMENT", ""),
        ("IP", "169.254.1.1"),
        ("INSTANCE_IPS", "['169.254.1.1']"),
        (
            "HOSTNAME",
            "azertyuiopqsdfghjklm.cache.service._.eu-1.platformsh.site",
        ),
        ("PORT", "6379"),
        ("CLUSTER", "azertyuiopqsdf-main-afdwftq"),
        ("EPOCH", "0"),
        ("HOST", "jobs.internal"),
        ("REL", "redis"),
        ("PATH", ""),
        ("QUERY", "{}"),
        ("PASSWORD", "p4ss"),
        ("TYPE", "redis:7.2"),
        ("PUBLIC", "false"),
        ("HOST_MAPPED", "false"),
    ];
    let all = all.map(|(name, value)| (format!("{prefix}_{name}"), value.to_owned()));
    let application = [("PLATFORM_APPLICATION_NAME".to_owned(), "app".to_owned())];
    all.into_iter().chain(application).collect()
}

#[test]
fn a_relationship_may_have_the_prefix_of_the_instance() {
    let variables = relationship("JOBS_REDIS");
    let sources = Sources::standard().env(variables.clone()).profile("dev");
    let jobs: Jobs = sources.load().unwrap();
    assert_eq!(jobs.url, "redis://jobs.internal:6379");
    assert_eq!(
        (jobs.username, jobs.password),
        (None, Some(Secret::new("p4ss")))
    );
    let parts: Parts = sources.load().unwrap();
    assert_eq!((parts.host.as_str(), parts.port), ("jobs.internal", 6379));
    assert_eq!(parts.password, Some(Secret::new("p4ss")));
    for why in [Jobs::explain(&sources), Parts::explain(&sources)] {
        let json = serde_json::to_value(&why).unwrap();
        let instance = &json["instances"][0];
        for empty in ["ignored", "hints", "violations"] {
            assert_eq!(instance[empty], serde_json::json!([]), "{why}");
        }
        assert_eq!(instance["platform"], "Platform.sh");
    }
    // The generic names: the relationship is called `redis`.
    let sources = Sources::standard()
        .env(relationship("REDIS"))
        .profile("dev");
    let any: Any = sources.load().unwrap();
    assert_eq!(any.url, "redis://jobs.internal:6379");
    assert_eq!(any.password, Some(Secret::new("p4ss")));
    let why = Any::explain(&sources);
    assert!(!why.to_string().contains("ignored"), "{why}");

    // An address of the instance itself wins; the relationship is shown as shadowed.
    let without_password: Vec<_> = variables
        .iter()
        .filter(|(name, _)| !name.ends_with("PASSWORD"))
        .cloned()
        .collect();
    let own = sources_with(&without_password, "JOBS_REDIS_URL", "redis://own/2");
    assert_eq!(own.load::<Jobs>().unwrap().url, "redis://own/2");
    let why = Jobs::explain(&own).to_string();
    assert!(
        why.contains("JOBS_REDIS_HOST = redis://jobs.internal:6379"),
        "{why}"
    );

    // Elsewhere, the same names are those of other clients.
    let elsewhere: Vec<_> = variables
        .into_iter()
        .filter(|(name, _)| !name.starts_with("PLATFORM"))
        .collect();
    let invalid = Sources::standard()
        .env(elsewhere)
        .load::<Parts>()
        .unwrap_err();
    let text = invalid.to_string();
    assert!(
        text.contains("`JOBS_REDIS_HOST` and `JOBS_REDIS_HOSTNAME` set it to different values"),
        "{text}"
    );
}

fn sources_with(variables: &[(String, String)], name: &str, value: &str) -> Sources {
    let one = (name.to_owned(), value.to_owned());
    let all = variables.iter().cloned().chain([one]);
    Sources::standard().env(all).profile("dev")
}

#[test]
fn malformed_relationships_are_an_error_without_their_text() {
    for (text, what) in [
        ("hunter2!".to_owned(), "base64"),
        (encoded("hunter2"), "JSON, from line 1, column 1"),
    ] {
        let violation = one::<Jobs>(&[("PLATFORM_RELATIONSHIPS", &text)]);
        assert_eq!(
            violation.message(),
            format!("`PLATFORM_RELATIONSHIPS` is not {what}")
        );
        assert!(!format!("{violation} {violation:?}").contains("hunter2"));
    }
}
