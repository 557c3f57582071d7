//! `Secret`.

use redis_config::{Secret, Value};
use redis_config_tests::canary;

#[test]
fn a_secret_shows_nothing() {
    let secret = Secret::new(canary::PASSWORD);
    assert_eq!(
        format!("{secret:?} {secret:#?} {:?}", Some(&secret)),
        "[redacted] [redacted] Some([redacted])"
    );
    assert_eq!(secret.expose(), canary::PASSWORD);
    assert_eq!(
        (secret.len(), secret.is_empty()),
        (canary::PASSWORD.len(), false)
    );
    assert!(Secret::from("").is_empty());
}

#[test]
fn secrets_compare_by_their_text() {
    assert_eq!(Secret::new("abc"), Secret::from(String::from("abc")));
    for other in ["abd", "bbc", "ab", "abcd", ""] {
        assert_ne!(Secret::new("abc"), Secret::new(other), "{other}");
    }
}

#[test]
fn a_list_of_secrets_is_a_secret() {
    assert_eq!(Vec::<Secret>::SHAPE, Secret::SHAPE);
    assert_eq!(Option::<Secret>::SHAPE, Secret::SHAPE);
}
