//! What a load once took for something else, or for nothing.

use std::ffi::OsString;

use redis_config::{Sources, Violation};

use super::config_file::{directory, sources};
use crate::fixture::{Jobs, Parts, one, only};

/// The text of the only violation, without the path of the file.
fn shown(violation: &Violation) -> String {
    let (origin, text) = (violation.origin().to_string(), violation.to_string());
    let place = origin.rsplit('/').next().unwrap_or_default();
    text.replace(&origin, place)
}

fn of_file(name: &str, content: &str) -> String {
    let (_directory, path) = directory(name, content);
    let invalid = sources(&path).profile("dev").load::<Jobs>().unwrap_err();
    shown(&only(invalid))
}

#[test]
fn a_file_with_almost_the_right_names() {
    for (content, want) in [
        (
            "[jobs_redis]\nurl = \"redis://h\"\n",
            "`file` from redis.toml:1:2 [unknown-instance]\n  no instance is called `jobs_redis`\n  help: did you mean `jobs`?",
        ),
        (
            "[JOBS-REDIS]\nurl = \"redis://h\"\n",
            "`file` from redis.toml:1:2 [unknown-instance]\n  no instance is called `JOBS-REDIS`\n  help: did you mean `jobs`?",
        ),
        (
            "[profiles.dev.jobs]\nurl = \"redis://h\"\n",
            "`file` from redis.toml:1:11 [config-file]\n  `dev` is a table\n  \
             help: give it a value: settings are not nested, and a profile is written `[profile.production.jobs]`",
        ),
        (
            "[profile.test]\nallow_remot = true\n",
            "`file` from redis.toml:2:1 [config-file]\n  `allow_remot` permits nothing here\n  help: did you mean `allow_remote`?",
        ),
        (
            "allow_loopback = true\n",
            "`file` from redis.toml:1:1 [config-file]\n  `allow_loopback` permits nothing here\n  help: write it below `[profile.production]`",
        ),
        (
            "[jobs]\nurl_file = \"\"\n",
            "`url` from redis.toml:2:12 [empty]\n  the value is empty\n  help: give it a value, or do not set it at all",
        ),
        ("[profile.Dev.jobs]\nurl = \"redis://h\"\n", "PROFILE"),
    ] {
        let text = of_file("redis.toml", content);
        if want == "PROFILE" {
            assert!(text.contains("has no profile `dev`"), "{text}");
            assert!(text.ends_with("help: did you mean `Dev`?"), "{text}");
        } else {
            assert_eq!(text, want, "{content}");
        }
    }
}

#[test]
fn a_file_that_is_no_text_or_too_long() {
    let (_directory, path) = directory("redis.toml", "");
    for (content, help) in [
        (b"\xff\xfe[jobs]\n".to_vec(), "save the file as UTF-8"),
        (
            b"# x\n".repeat(20_000),
            "keep it below that: it holds nothing but the values of instances",
        ),
    ] {
        std::fs::write(&path, content).unwrap();
        let violation = only(sources(&path).profile("dev").load::<Jobs>().unwrap_err());
        assert_eq!((violation.code(), violation.help()), ("config-file", help));
    }
}

#[test]
fn a_profile_whose_name_cannot_be_meant() {
    use std::os::unix::ffi::OsStringExt as _;
    let named = |name: OsString| {
        let variables = [
            (OsString::from("APP_ENV"), name),
            ("JOBS_REDIS_URL".into(), "redis://127.0.0.1".into()),
        ];
        let invalid = Sources::standard()
            .env(variables)
            .load::<Jobs>()
            .unwrap_err();
        let violation = only(invalid);
        (violation.code(), violation.setting().to_owned())
    };
    assert_eq!(
        named("${ENVIRONMENT}".into()),
        ("placeholder", "profile".to_owned())
    );
    let bytes = OsString::from_vec(b"produc\xfftion".to_vec());
    assert_eq!(named(bytes), ("not-utf8", "profile".to_owned()));
    for production in ["Production", "PRODUCTION"] {
        assert_eq!(named(production.into()), ("guard-rail", "url".to_owned()));
    }
}

#[test]
fn a_provider_that_nothing_reads() {
    let host = ("PARTS_REDIS_HOST", "h");
    for (violation, want) in [
        (
            one::<Parts>(&[host, ("PARTS_REDIS_PROVIDER", "X")]),
            "`url` from PARTS_REDIS_PROVIDER [unknown-variable]\n  \
             `PARTS_REDIS_PROVIDER` names the variable with the URL, and the struct has no field `url`\n  \
             help: unset `PARTS_REDIS_PROVIDER`, or add the field `url: redis_config::Url` to the struct",
        ),
        (
            one::<Jobs>(&[("JOBS_REDIS_PROVIDER_FILE", "/run/x")]),
            "`url` from JOBS_REDIS_PROVIDER_FILE [unknown-variable]\n  \
             nothing reads `JOBS_REDIS_PROVIDER_FILE`: the name of a variable is not in a file\n  \
             help: set `JOBS_REDIS_PROVIDER` to the name of the variable, or `JOBS_REDIS_URL_FILE` to the path of a file that holds the URL",
        ),
    ] {
        assert_eq!(violation.to_string(), want);
    }
}

#[test]
fn a_password_in_place_of_its_path_is_not_shown() {
    let (_directory, path) = directory("redis.toml", "[jobs]\npassword_file = \"hunter2/x\"\n");
    let invalid = sources(&path).profile("dev").load::<Jobs>().unwrap_err();
    assert_eq!(only(invalid.clone()).code(), "file");
    assert!(!format!("{invalid} {invalid:?}").contains("hunter2"));
}
