//! Endpoint, credentials and database come from one source each.

use redis_config::{Invalid, RedisConfig as _, Settings, Sources};

use crate::definitions::{Numbered, Open, codes, load};

fn settings(variables: &[(&str, &str)]) -> Result<Settings, Invalid> {
    load::<Open>(variables)?.settings()
}

fn address(variables: &[(&str, &str)]) -> String {
    settings(variables).unwrap().address().to_owned()
}

#[test]
fn a_default_url_gives_way_to_another_endpoint() {
    assert_eq!(address(&[]), "redis://default.example:7000/7");
    assert_eq!(address(&[("OPEN_REDIS_HOST", "h")]), "redis://h:6379/0");
    assert_eq!(
        address(&[("OPEN_REDIS_HOST", "h"), ("OPEN_REDIS_PORT", "7001")]),
        "redis://h:7001/0"
    );
    assert_eq!(
        address(&[("OPEN_REDIS_SOCKET", "/run/r.sock")]),
        "unix:///run/r.sock?db=0"
    );
}

#[test]
fn code_replaces_the_endpoint_of_variables() {
    let sources = Sources::standard()
        .env([("OPEN_REDIS_URL", "redis://from.variable/3")])
        .with("host", "from.code");
    let settings = sources.load::<Open>().unwrap().settings().unwrap();
    assert_eq!(settings.address(), "redis://from.code:6379/0");
}

#[test]
fn two_endpoints_of_one_source_are_a_conflict() {
    let invalid =
        settings(&[("OPEN_REDIS_URL", "redis://a"), ("OPEN_REDIS_HOST", "b")]).unwrap_err();
    assert_eq!(codes(&invalid), [("host", "conflict")], "{invalid}");
    let text = invalid.to_string();
    assert!(
        text.contains("OPEN_REDIS_URL") && text.contains("OPEN_REDIS_HOST"),
        "{text}"
    );
}

#[test]
fn a_stronger_database_replaces_that_of_the_url() {
    assert_eq!(
        address(&[("OPEN_REDIS_DATABASE", "3")]),
        "redis://default.example:7000/3"
    );
    let numbered: Numbered = load(&[("NUMBERED_REDIS_URL", "redis://h/9")]).unwrap();
    assert_eq!(numbered.database, 9);
    assert_eq!(numbered.settings().unwrap().address(), "redis://h:6379/9");
    let numbered: Numbered = load(&[("NUMBERED_REDIS_URL", "redis://h")]).unwrap();
    assert_eq!(
        numbered.settings().unwrap().address(),
        "redis://h:6379/4",
        "the URL names none"
    );
}

#[test]
fn two_databases_of_one_source_must_agree() {
    let url = ("OPEN_REDIS_URL", "redis://h/3");
    let invalid = settings(&[url, ("OPEN_REDIS_DATABASE", "4")]).unwrap_err();
    assert_eq!(codes(&invalid).len(), 1, "{invalid}");
    assert_eq!(codes(&invalid)[0].0, "database", "{invalid}");
}

#[test]
fn credentials_of_code_replace_those_of_the_url_whole() {
    let sources = Sources::standard()
        .env([("OPEN_REDIS_URL", "redis://app:old@h/3")])
        .with("password", "new");
    let settings = sources.load::<Open>().unwrap().settings().unwrap();
    assert_eq!(settings.username(), None);
    assert_eq!(
        settings.password().map(|password| password.expose()),
        Some("new")
    );
    assert_eq!(settings.address(), "redis://***@h:6379/3");
}

#[test]
fn credentials_of_a_socket_url_too() {
    let sources = Sources::standard()
        .env([(
            "OPEN_REDIS_URL",
            "unix:///run/r.sock?db=2&user=app&pass=old",
        )])
        .with("password", "new");
    let settings = sources.load::<Open>().unwrap().settings().unwrap();
    assert_eq!((settings.username(), settings.database()), (None, 2));
    assert_eq!(
        settings.password().map(|password| password.expose()),
        Some("new")
    );
}

#[test]
fn a_url_from_code_brings_its_own_credentials() {
    let sources = Sources::standard()
        .env([
            ("OPEN_REDIS_USERNAME", "old"),
            ("OPEN_REDIS_PASSWORD", "old"),
        ])
        .with("url", "redis://app:new@h");
    let settings = sources.load::<Open>().unwrap().settings().unwrap();
    assert_eq!(settings.username(), Some("app"));
    assert_eq!(
        settings.password().map(|password| password.expose()),
        Some("new")
    );
}

#[test]
fn a_password_of_a_variable_joins_a_default_url() {
    let settings = settings(&[("OPEN_REDIS_PASSWORD", "p")]).unwrap();
    assert_eq!(settings.address(), "redis://***@default.example:7000/7");
}
