//! Structs built by hand.

use std::fmt;
use std::time::Duration;

use redis_config::topology::Standalone;
use redis_config::{
    FieldMeta, FieldSource, FieldValues, Origin, RedisConfig, Role, Secret, Setting, Sources,
};
use redis_config_tests::canary;

use crate::fixture::{Jobs, codes, field, only};

fn jobs() -> Jobs {
    Sources::defaults().load().unwrap()
}

#[test]
fn a_struct_built_by_hand_is_checked_like_a_loaded_one() {
    let jobs = Jobs {
        url: "redis://h/2".into(),
        password: Some(Secret::new("p")),
        ..jobs()
    };
    let settings = jobs.settings().unwrap();
    assert_eq!(settings.address(), "redis://***@h:6379/2");
    assert_eq!(settings.password(), Some(&Secret::new("p")));
}

#[test]
fn every_violation_of_a_struct_is_reported() {
    let jobs = Jobs {
        url: "redis://h:0/2".into(),
        password: None,
        connect_timeout: Duration::from_secs(31),
        worker_concurrency: 0,
    };
    let invalid = jobs.settings().unwrap_err();
    let mut codes = codes(&invalid);
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            ("connect_timeout", "out-of-range"),
            ("url", "url-port"),
            ("worker_concurrency", "out-of-range")
        ]
    );
    assert!(
        invalid
            .violations()
            .iter()
            .all(|violation| violation.origin() == &Origin::Code)
    );
    let timeout = invalid
        .violations()
        .iter()
        .find(|violation| violation.setting() == "connect_timeout");
    assert_eq!(timeout.unwrap().value(), Some("31s"));
}

#[derive(Clone)]
struct Validated {
    token: Secret,
    even: u16,
}

struct Odd(String);

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} will not do", self.0)
    }
}

fn even(number: &u16) -> Result<(), Odd> {
    if number.is_multiple_of(2) {
        Ok(())
    } else {
        Err(Odd(number.to_string()))
    }
}

/// Repeats the secret, which a validator must not.
fn careless(secret: &Secret) -> Result<(), Odd> {
    Err(Odd(secret.expose().to_owned()))
}

impl RedisConfig for Validated {
    const NAME: &'static str = "validated";
    const ENV: &'static str = "VALIDATED_REDIS";
    const FIELDS: &'static [FieldMeta] = &[
        field::<Secret>("token", Role::Extra, "VALIDATED_REDIS_TOKEN"),
        field::<u16>("even", Role::Extra, "VALIDATED_REDIS_EVEN"),
    ];
    const FIXED: &'static [(Setting, &'static str)] = &[(Setting::Url, "redis://h")];
    type Topology = Standalone;

    fn fields(&self, to: &mut FieldValues<'_>) {
        to.field_validated(&Self::FIELDS[0], &self.token, careless);
        to.field_validated(&Self::FIELDS[1], &self.even, even);
        assert!(!format!("{to:?}").contains(canary::STEM));
    }

    fn build(from: &mut FieldSource<'_>) -> Option<Self> {
        let token = from.field(&Self::FIELDS[0]);
        let even = from.field(&Self::FIELDS[1]);
        assert!(!format!("{from:?}").contains(canary::STEM));
        Some(Self {
            token: token?,
            even: even?,
        })
    }
}

#[test]
fn validators_are_asked_and_cannot_leak() {
    let invalid = Validated {
        token: Secret::new(canary::PASSWORD),
        even: 3,
    }
    .settings()
    .unwrap_err();
    assert_eq!(
        codes(&invalid),
        [("token", "validator"), ("even", "validator")]
    );
    assert_eq!(invalid.violations()[1].message(), "3 will not do");
    assert_eq!(
        canary::find(&format!("{invalid} {invalid:?} {:?}", invalid.violations())),
        None
    );

    let variables = [
        ("VALIDATED_REDIS_TOKEN", canary::PASSWORD),
        ("VALIDATED_REDIS_EVEN", "3"),
    ];
    let Err(invalid) = Sources::standard().env(variables).load::<Validated>() else {
        panic!("validators are asked at load");
    };
    assert_eq!(
        invalid.violations()[1].origin(),
        &Origin::Variable("VALIDATED_REDIS_EVEN".to_owned())
    );
}

#[test]
fn a_violation_is_reported_once() {
    let violation = only(
        Jobs {
            url: String::new(),
            ..jobs()
        }
        .settings()
        .unwrap_err(),
    );
    assert_eq!(violation.setting(), "url");
}

#[test]
fn the_text_of_an_error_has_setting_source_cause_and_help() {
    let invalid = Jobs {
        worker_concurrency: 0,
        ..jobs()
    }
    .settings()
    .unwrap_err();
    let violation = only(invalid.clone());
    let text = invalid.to_string();
    for part in [
        "`jobs`",
        "1 violation",
        "`worker_concurrency`",
        "code",
        "out-of-range",
        "`0`",
        violation.message(),
        violation.help(),
    ] {
        assert!(text.contains(part), "`{part}` in:\n{text}");
    }
    assert_eq!(format!("{invalid:?}"), text, "what `main` prints");
}
