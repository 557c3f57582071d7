//! `PLATFORM_RELATIONSHIPS`.

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::one;

/// After <https://docs.upsun.com/add-services/redis.html>, with a service of another kind beside it.
const RELATIONSHIPS: &str = r#"{"redis":[{"scheme":"mysql","host":"db.internal","port":3306,"username":"user","password":"x"}],
    "jobs":[{"username":null,"scheme":"redis","service":"cache","fragment":null,"ip":"169.254.1.1",
    "hostname":"x.cache.service._.eu.platformsh.site","port":6379,"cluster":"x-main","host":"jobs.internal","rel":"redis",
    "path":null,"query":[],"password":null,"type":"redis:6.0","public":false}]}"#;

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
