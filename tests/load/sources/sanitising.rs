//! Values that deployments damage, and how they are read.

use redis_config::{Secret, Sources};

use crate::fixture::{Jobs, OWN, Own, Parts, codes, load, one, only};

fn password(text: &str) -> Option<Secret> {
    load::<Jobs>(&[("JOBS_REDIS_PASSWORD", text)])
        .unwrap()
        .password
}

#[test]
fn matched_quotes_and_a_byte_order_mark_are_dropped() {
    for text in ["\"p\"", "'p'", "\u{feff}p", "\u{feff}\"p\"", "p"] {
        assert_eq!(password(text), Some(Secret::new("p")), "{text:?}");
    }
    for text in ["\"p", "p'", "\"p'", "\"", "'"] {
        assert_eq!(password(text), Some(Secret::new(text)), "{text:?}");
    }
    assert_eq!(
        password("\"'p'\""),
        Some(Secret::new("'p'")),
        "one pair only"
    );
}

#[test]
fn an_optional_field_can_be_set_to_no_value() {
    for text in ["", "\"\"", "none", "null", "NULL", "None"] {
        assert_eq!(password(text), None, "{text:?}");
    }
    let mut variables = OWN.to_vec();
    variables.push(("OWN_REDIS_TAGS", "none"));
    let own: Own = load(&variables).unwrap();
    assert_eq!(own.tags, ["none"], "a text where a value is needed");
    assert_eq!(
        password("\"none\""),
        Some(Secret::new("none")),
        "quotes make it a text"
    );
}

#[test]
fn none_is_a_text_where_the_definition_allows_it() {
    let mut variables = OWN.to_vec();
    variables.extend([("OWN_REDIS_ZONE", "none"), ("OWN_REDIS_REGION", "none")]);
    let own: Own = load(&variables).unwrap();
    assert_eq!(
        (own.zone.as_deref(), own.region.as_str()),
        (Some("none"), "none")
    );
}

#[test]
fn empty_is_an_error_where_a_value_is_needed() {
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL", "")]);
    assert_eq!((violation.setting(), violation.code()), ("url", "empty"));
    let violation = one::<Jobs>(&[("JOBS_REDIS_WORKER_CONCURRENCY", "''")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("worker_concurrency", "empty")
    );
}

#[test]
fn control_characters_are_refused() {
    for text in ["p\n", "p\0", "p\tq", "p\u{7f}", "p\u{85}", "\rp"] {
        let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD", text)]);
        assert_eq!(
            (violation.setting(), violation.code()),
            ("password", "control-character"),
            "{text:?}"
        );
        assert_eq!(violation.value(), None);
    }
    let violation = only(
        Sources::defaults()
            .with("password", "p\n")
            .load::<Jobs>()
            .unwrap_err(),
    );
    assert_eq!(violation.code(), "control-character", "from code too");
}

#[test]
fn placeholders_are_refused_by_name() {
    for (text, named) in [
        ("${DB_HOST}", "${DB_HOST}"),
        ("{{ host }}", "{{ host }}"),
        ("<host>", "<host>"),
    ] {
        let violation = one::<Parts>(&[("PARTS_REDIS_HOST", text)]);
        assert_eq!(
            (violation.setting(), violation.code()),
            ("host", "placeholder"),
            "{text}"
        );
        assert!(violation.message().contains(named), "{violation}");
    }
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL", "redis://${HOST}:6379")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("url", "placeholder")
    );
    let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD", "${{ secrets.REDIS }}")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("password", "placeholder")
    );
    assert!(
        !violation.to_string().contains("secrets.REDIS"),
        "part of a secret: {violation}"
    );
}

#[test]
fn a_value_from_code_is_taken_as_it_is() {
    let sources = Sources::defaults().with("password", "\"none\"");
    assert_eq!(
        sources.load::<Jobs>().unwrap().password,
        Some(Secret::new("\"none\""))
    );
    let sources = Sources::defaults().with("password", "none");
    assert_eq!(
        sources.load::<Jobs>().unwrap().password,
        Some(Secret::new("none"))
    );
}

#[test]
fn one_bad_value_does_not_hide_another() {
    let invalid = load::<Own>(&[
        ("OWN_REDIS_LISTEN", "localhost"),
        ("OWN_REDIS_REGION", "mars"),
        ("OWN_REDIS_RATIO", "1.5"),
        ("OWN_REDIS_TAGS", "a,,b"),
        ("OWN_REDIS_TOKEN", ""),
        ("OWN_REDIS_DELAYS", "maybe"),
        ("OWN_REDIS_RECONNECT_MIN_DELAY", "9s"),
    ])
    .unwrap_err();
    assert_eq!(
        codes(&invalid),
        [
            ("listen", "address"),
            ("region", "choice"),
            ("ratio", "out-of-range"),
            ("tags", "list"),
            ("token", "empty"),
            ("delays", "flag"),
            ("reconnect_min_delay", "delays"),
        ],
        "{invalid}"
    );
}
