//! Variables that are not read, or not readable.

use std::ffi::OsString;

use redis_config::{Origin, Sources};
use redis_config_tests::events::Captured;

use crate::fixture::{Jobs, Parts, load, one, only};

#[test]
fn a_near_miss_is_a_violation() {
    for (name, meant) in [
        ("JOBS_REDIS_PASWORD", "JOBS_REDIS_PASSWORD"),
        ("JOBS_REDIS__URL", "JOBS_REDIS_URL"),
        ("JOBS_REDIS_CONNECTTIMEOUT", "JOBS_REDIS_CONNECT_TIMEOUT"),
        ("JOBS_REDIS_PASWORD_FILE", "JOBS_REDIS_PASSWORD_FILE"),
        ("jobs_redis_password", "JOBS_REDIS_PASSWORD"),
        (
            "JOBS_REDIS_WORKER_CONCURENCY",
            "JOBS_REDIS_WORKER_CONCURRENCY",
        ),
    ] {
        if cfg!(windows) && name.eq_ignore_ascii_case(meant) {
            continue;
        }
        let violation = one::<Jobs>(&[(name, "x")]);
        assert_eq!(violation.code(), "unknown-variable", "{name}");
        assert_eq!(violation.origin(), &Origin::Variable(name.to_owned()));
        assert!(
            violation
                .help()
                .contains(&format!("did you mean `{meant}`")),
            "{violation}"
        );
        assert_eq!(violation.value(), None, "a value may be a secret");
    }
}

#[test]
fn other_unknown_variables_are_only_logged() {
    let captured = Captured::start();
    load::<Jobs>(&[
        ("JOBS_REDIS_COLOUR", "blue"),
        ("JOBS_REDIS_EU_URL", "redis://of.another.instance"),
        ("JOBS_REDIS_A_URL", "redis://of.a.third"),
        ("JOBS_REDIS_SERVICE_HOST", "10.0.0.11"),
        ("JOBS_REDIS_PORT", "tcp://10.0.0.11:6379"),
        ("JOBS_REDIS_PORT_6379_TCP_ADDR", "10.0.0.11"),
        ("JOBS_REDISURL", "no prefix of ours"),
        ("UNRELATED", "x"),
    ])
    .unwrap();
    let text = captured.text();
    let logged = |level: &str, name: &str| {
        let mut lines = text.lines();
        lines.any(|line| {
            line.contains(&format!(" {level} ")) && line.contains(&format!("variable={name}"))
        })
    };
    assert!(logged("WARN", "JOBS_REDIS_COLOUR"), "{text}");
    assert!(!logged("WARN", "JOBS_REDIS_EU_URL"), "{text}");
    assert!(!logged("WARN", "JOBS_REDIS_A_URL"), "{text}");
    assert!(!logged("WARN", "JOBS_REDIS_SERVICE_HOST"), "{text}");
    assert!(!logged("WARN", "JOBS_REDIS_PORT"), "{text}");
    assert!(!text.contains("UNRELATED"), "{text}");
}

#[test]
fn a_variable_for_a_fixed_setting_must_agree_with_it() {
    let host = ("PARTS_REDIS_HOST", "h");
    load::<Parts>(&[host, ("PARTS_REDIS_CONNECT_TIMEOUT", "3s")]).unwrap();
    let violation = one::<Parts>(&[host, ("PARTS_REDIS_CONNECT_TIMEOUT", "9s")]);
    assert_eq!(
        violation.to_string(),
        "`connect_timeout` from PARTS_REDIS_CONNECT_TIMEOUT, against `connect_timeout` from the attribute of the struct [disagreement]\n  \
         `PARTS_REDIS_CONNECT_TIMEOUT` gives another `connect_timeout` than the attribute of the struct fixes\n  \
         help: unset `PARTS_REDIS_CONNECT_TIMEOUT`, or replace `connect_timeout = ..` in the attribute by a field `connect_timeout: Option<std::time::Duration>`"
    );
}

#[test]
fn a_kubernetes_service_link_is_no_port() {
    let violation = one::<Parts>(&[
        ("PARTS_REDIS_HOST", "h"),
        ("PARTS_REDIS_PORT", "tcp://10.0.0.11:6379"),
    ]);
    assert_eq!((violation.setting(), violation.code()), ("port", "port"));
    assert!(
        violation.help().contains("enableServiceLinks"),
        "{violation}"
    );
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_utf8_names_the_variable_and_never_the_bytes() {
    use std::os::unix::ffi::OsStringExt as _;
    let variables = [(
        OsString::from("JOBS_REDIS_PASSWORD"),
        OsString::from_vec(b"hunter2\xff".to_vec()),
    )];
    let invalid = Sources::standard()
        .env(variables)
        .load::<Jobs>()
        .unwrap_err();
    assert!(!format!("{invalid} {invalid:?}").contains("hunter2"));
    let violation = only(invalid);
    assert_eq!(violation.code(), "not-utf8");
    assert_eq!(
        violation.origin(),
        &Origin::Variable("JOBS_REDIS_PASSWORD".to_owned())
    );
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_no_business_of_ours() {
    use std::os::unix::ffi::OsStringExt as _;
    let variables = [(
        OsString::from_vec(b"JOBS_REDIS_\xff".to_vec()),
        OsString::from("x"),
    )];
    assert!(Sources::standard().env(variables).load::<Jobs>().is_ok());
}
