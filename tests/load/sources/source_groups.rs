//! Endpoint, credentials and database come from one source each.

use redis_config::{Invalid, Settings, Sources};

use crate::fixture::{Loose, Numbered, Open, codes, load};

fn settings(variables: &[(&str, &str)]) -> Result<Settings, Invalid> {
    load::<Open>(variables)?.settings()
}

fn address(variables: &[(&str, &str)]) -> String {
    settings(variables).unwrap().address().to_owned()
}

#[test]
fn a_default_url_gets_the_endpoint_of_variables() {
    assert_eq!(address(&[]), "redis://default.example:7000/7");
    assert_eq!(address(&[("OPEN_REDIS_HOST", "h")]), "redis://h:6379/7");
    assert_eq!(
        address(&[("OPEN_REDIS_HOST", "::1"), ("OPEN_REDIS_PORT", "7001")]),
        "redis://[::1]:7001/7"
    );
    assert_eq!(
        address(&[("OPEN_REDIS_SOCKET", "/run/r.sock")]),
        "unix:///run/r.sock?db=7"
    );
    assert_eq!(
        address(&[("OPEN_REDIS_HOST", "h"), ("OPEN_REDIS_DATABASE", "2")]),
        "redis://h:6379/2"
    );
}

#[test]
fn the_rest_of_the_default_url_stays() {
    let settings = settings(&[("OPEN_REDIS_SOCKET", "/run/r.sock")]).unwrap();
    assert_eq!(settings.protocol(), redis_config::Protocol::Resp2);
}

#[test]
fn a_port_alone_is_not_an_address() {
    let invalid = settings(&[("OPEN_REDIS_PORT", "7001")]).unwrap_err();
    assert_eq!(codes(&invalid), [("port", "conflict")], "{invalid}");
    let invalid = load::<Loose>(&[("LOOSE_REDIS_PORT", "7001")]).unwrap_err();
    assert_eq!(codes(&invalid), [("port", "requires")], "{invalid}");
}

#[test]
fn a_missing_address_is_refused() {
    let invalid = load::<Loose>(&[]).unwrap_err();
    assert_eq!(codes(&invalid), [("url", "endpoint-missing")], "{invalid}");
}

#[test]
fn a_bad_host_is_blamed_on_its_variable() {
    let invalid = settings(&[("OPEN_REDIS_HOST", "h:1")]).unwrap_err();
    assert!(
        codes(&invalid).contains(&("host", "host-port")),
        "{invalid}"
    );
    let origins = invalid
        .violations()
        .iter()
        .map(|one| one.origin().to_string());
    assert!(
        origins
            .into_iter()
            .all(|origin| origin == "OPEN_REDIS_HOST"),
        "{invalid}"
    );
    let sources = Sources::standard()
        .env([("LOOSE_REDIS_URL", "redis://h")])
        .with("host", "h:1");
    let invalid = sources.load::<Loose>().unwrap_err();
    assert_eq!(
        codes(&invalid),
        [("host", "host-port")],
        "the weaker URL is dropped: {invalid}"
    );
}

#[test]
fn code_replaces_the_endpoint_of_variables_and_not_their_database() {
    let sources = Sources::standard()
        .env([("OPEN_REDIS_URL", "redis://app:secret@from.variable/3")])
        .with("host", "from.code");
    let settings = sources.load::<Open>().unwrap().settings().unwrap();
    assert_eq!(settings.address(), "redis://from.code:6379/3");
    assert_eq!(settings.password(), None, "it belongs to another endpoint");
}

#[test]
fn an_endpoint_in_fields_gives_way_to_a_stronger_url() {
    let sources = Sources::standard()
        .env([("OPEN_REDIS_HOST", "h"), ("OPEN_REDIS_PORT", "7001")])
        .with("url", "redis://from.code/3");
    let settings = sources.load::<Open>().unwrap().settings().unwrap();
    assert_eq!(settings.address(), "redis://from.code:6379/3");
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

#[test]
fn a_password_stays_in_its_field_and_out_of_the_url() {
    for variables in [
        vec![("OPEN_REDIS_PASSWORD", "s3cret")],
        vec![("OPEN_REDIS_HOST", "h"), ("OPEN_REDIS_PASSWORD", "s3cret")],
        vec![
            ("OPEN_REDIS_SOCKET", "/run/r.sock"),
            ("OPEN_REDIS_PASS", "s3cret"),
        ],
        vec![
            ("OPEN_REDIS_URL", "redis://h/3"),
            ("OPEN_REDIS_PASSWORD", "s3cret"),
        ],
        vec![
            ("OPEN_REDIS_URL", "redis://app:s3cret@h/3"),
            ("OPEN_REDIS_USERNAME", "app"),
            ("OPEN_REDIS_PASSWORD", "s3cret"),
        ],
    ] {
        let open: Open = load(&variables).unwrap();
        assert_eq!(
            open.password.as_ref().map(redis_config::Secret::expose),
            Some("s3cret"),
            "{variables:?}"
        );
        let given = variables.iter().any(|(_, value)| value.contains("s3cret@"));
        assert_eq!(open.url.contains("s3cret"), given, "{variables:?}");
    }
    // Weaker than a password of another source.
    let sources = Sources::standard()
        .env([("OPEN_REDIS_URL", "redis://app:old@h/3")])
        .with("password", "s3cret");
    let open = sources.load::<Open>().unwrap();
    assert_eq!(open.url, "redis://h/3");
}
