//! The configuration file and its profiles.

use std::fs;
use std::path::PathBuf;

use redis_config::{Handle, Origin, RedisConnections, Secret, Sources};
use tempfile::TempDir;

use crate::fixture::{Jobs, Loose, Open, Parts, codes, only};

const FILE: &str = "\
[jobs]
connect_timeout = \"3s\"
worker_concurrency = 4

[profile.production.jobs]
url = \"redis://jobs.example/2\"
password_file = \"secret\"

[profile.green.jobs]
url = \"rediss://green.example:6380/0\"
";

/// A directory with the file and a secret.
pub(super) fn directory(name: &str, content: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, content).unwrap();
    fs::write(directory.path().join("secret"), "s3cret\n").unwrap();
    (directory, path)
}

pub(super) fn sources(path: &PathBuf) -> Sources {
    Sources::standard().env([("", ""); 0]).file(path)
}

#[test]
fn a_profile_is_above_the_rest_of_the_file_and_below_variables() {
    let (_directory, path) = directory("redis.toml", FILE);
    let file = sources(&path);
    let jobs: Jobs = file.clone().profile("dev").load().unwrap();
    assert_eq!(jobs.url, "redis://127.0.0.1:6379/1");
    assert_eq!(
        (jobs.connect_timeout.as_secs(), jobs.worker_concurrency),
        (3, 4)
    );
    let jobs: Jobs = file.clone().profile("production").load().unwrap();
    assert_eq!(jobs.url, "redis://jobs.example/2");
    assert_eq!(jobs.password, Some(Secret::new("s3cret")));
    assert_eq!(jobs.connect_timeout.as_secs(), 3);
    let jobs: Jobs = file
        .clone()
        .env([
            ("REDIS_PROFILE", "green"),
            ("APP_ENV", "production"),
            ("JOBS_REDIS_WORKER_CONCURRENCY", "9"),
        ])
        .load()
        .unwrap();
    assert_eq!(
        (jobs.url.as_str(), jobs.worker_concurrency),
        ("rediss://green.example:6380/0", 9)
    );
    let variables = [
        ("APP_ENV", "production"),
        ("JOBS_REDIS_URL", "redis://by.variable/3"),
    ];
    let jobs: Jobs = file.env(variables).load().unwrap();
    assert_eq!(jobs.url, "redis://by.variable/3");
    assert_eq!(jobs.password, None, "it is that of another server");
}

#[test]
fn json_gives_the_same_values() {
    let (_directory, path) = directory(
        "redis.json",
        "{\"jobs\": {\"worker_concurrency\": 4},\n \"profile\": {\"green\": {\"jobs\": {\"url\": \"redis://h/1\"}}}}",
    );
    let jobs: Jobs = sources(&path).profile("green").load().unwrap();
    assert_eq!(
        (jobs.url.as_str(), jobs.worker_concurrency),
        ("redis://h/1", 4)
    );
}

#[test]
fn a_value_is_blamed_on_its_line_and_profile() {
    let content = "[jobs]\nworker_concurrency = 0\n[profile.green.jobs]\nurl = \"redis://:hunter2@h:0\"\npassword_file = \"none\"\n";
    let (_directory, path) = directory("redis.toml", content);
    let invalid = sources(&path).profile("green").load::<Jobs>().unwrap_err();
    assert_eq!(
        codes(&invalid),
        [
            ("url", "url-port"),
            ("password", "file"),
            ("worker_concurrency", "out-of-range")
        ],
        "{invalid}"
    );
    let at = |line, column, profile: Option<&str>| Origin::ConfigFile {
        path: path.clone(),
        line,
        column,
        profile: profile.map(str::to_owned),
    };
    let origins: Vec<_> = invalid
        .violations()
        .iter()
        .map(|one| one.origin().clone())
        .collect();
    assert_eq!(
        origins,
        [
            at(4, 7, Some("green")),
            at(5, 17, Some("green")),
            at(2, 22, None)
        ]
    );
    assert_eq!(
        origins[0].to_string(),
        format!("{}:4:7 (profile green)", path.display())
    );
    assert!(!invalid.to_string().contains("hunter2"));
}

#[test]
fn unknown_names_are_errors_in_every_profile() {
    for (content, setting, code, help) in [
        (
            "[jobs]\nulr = \"redis://h\"",
            "ulr",
            "unknown-key",
            "did you mean `url`?",
        ),
        (
            "[profile.green.jobs]\npass = \"p\"",
            "pass",
            "unknown-key",
            "did you mean `password`?",
        ),
        (
            "[jobs]\ndatabase = 3",
            "database",
            "unknown-key",
            "add the field `database` to the struct, or remove the key",
        ),
        (
            "[jobs]\ncolour = 1",
            "colour",
            "unknown-key",
            "the keys are `url`, `password`, `connect_timeout`, `worker_concurrency`",
        ),
        (
            "[profile.dev.jbos]\n",
            "file",
            "unknown-instance",
            "did you mean `jobs`?",
        ),
        (
            "[jobs]\npassword = \"p\"\npassword_file = \"secret\"",
            "password",
            "variable-and-file",
            "remove one of them; `password_file` keeps the value out of this file",
        ),
    ] {
        let (_directory, path) = directory("redis.toml", content);
        let violation = only(sources(&path).profile("dev").load::<Jobs>().unwrap_err());
        assert_eq!(
            (violation.setting(), violation.code()),
            (setting, code),
            "{violation}"
        );
        assert_eq!(violation.help(), help);
        assert!(
            matches!(violation.origin(), Origin::ConfigFile { .. }),
            "{violation}"
        );
    }
    let (_directory, path) = directory(
        "redis.toml",
        "[parts]\nhost = \"h\"\nconnect_timeout = \"9s\"",
    );
    let violation = only(sources(&path).profile("dev").load::<Parts>().unwrap_err());
    assert_eq!(
        violation.message(),
        "the attribute of the struct fixes `connect_timeout`"
    );
    // Another instance is none of ours.
    let (_directory, path) = directory("redis.toml", "[cache]\nurl = \"redis://h\"");
    sources(&path).profile("dev").load::<Jobs>().unwrap();
}

#[test]
fn a_profile_must_be_known() {
    let (_directory, path) = directory("redis.toml", FILE);
    for (name, help) in [
        ("prodution", "did you mean `production`?"),
        ("prod", "did you mean `production`?"),
        (
            "blue",
            "choose one of `production`, `green`, or add `[profile.blue]` to the file",
        ),
    ] {
        let file = sources(&path).env([("APP_ENV", name)]);
        let violation = only(file.load::<Jobs>().unwrap_err());
        assert_eq!(
            (violation.setting(), violation.code()),
            ("profile", "profile")
        );
        assert_eq!(violation.help(), help);
        assert_eq!(violation.origin(), &Origin::Variable("APP_ENV".to_owned()));
    }
    let (_directory, path) = directory("redis.toml", "[jobs]\n");
    sources(&path)
        .env([("APP_ENV", "blue")])
        .load::<Jobs>()
        .unwrap();
}

#[test]
fn a_file_that_is_malformed_or_missing_is_one_error() {
    let (directory, path) = directory("redis.toml", "[jobs]\nurl = hunter2\n");
    let violation = only(sources(&path).load::<Jobs>().unwrap_err());
    assert_eq!(
        (violation.setting(), violation.code()),
        ("file", "config-file")
    );
    assert!(!violation.to_string().contains("hunter2"), "{violation}");
    let missing = directory.path().join("missing.toml");
    let violation = only(sources(&missing).load::<Jobs>().unwrap_err());
    assert_eq!(
        (violation.setting(), violation.code()),
        ("file", "config-file")
    );
    assert!(violation.message().contains("missing.toml"), "{violation}");
}

#[test]
fn a_group_takes_tables_of_its_members_alone() {
    #[derive(Clone, RedisConnections)]
    #[allow(dead_code)]
    struct Two {
        jobs: Handle<Jobs>,
        open: Handle<Open>,
    }
    let (_directory, path) = directory(
        "redis.toml",
        "[jobs]\n[open]\n[cache]\nurl = \"redis://h\"\n",
    );
    let text = Two::load_from(&sources(&path).profile("dev"))
        .unwrap_err()
        .to_string();
    assert!(text.contains("no instance is called `cache`"), "{text}");
    assert!(text.contains("the instances are `jobs`, `open`"), "{text}");
    assert_eq!(text.matches("`cache`").count(), 1, "{text}");
    let why = Two::explain(&sources(&path).profile("dev"));
    assert!(!why.is_valid());
    assert!(why.to_string().contains("\n\nopen  standalone"), "{why}");
}

#[test]
fn user_and_password_come_from_one_source() {
    let content =
        "[open]\npassword = \"of the file\"\n[profile.green.open]\nusername = \"worker\"\n";
    let (_directory, path) = directory("redis.toml", content);
    let invalid = sources(&path).profile("green").load::<Open>().unwrap_err();
    assert_eq!(codes(&invalid), [("username", "conflict")], "{invalid}");
    let variable = sources(&path)
        .env([("OPEN_REDIS_HOST", "h")])
        .profile("dev");
    assert_eq!(variable.load::<Open>().unwrap().password, None);
    let default = sources(&path).profile("dev").load::<Open>().unwrap();
    assert_eq!(default.password, Some(Secret::new("of the file")));
}

#[test]
fn a_provider_names_the_variable_of_the_url() {
    let provided = |value: &str| {
        let variables = [
            ("JOBS_REDIS_PROVIDER", value),
            ("HEROKU_REDIS_RED_URL", "redis://:p@red.example/1"),
        ];
        Sources::standard().env(variables).load::<Jobs>()
    };
    assert_eq!(
        provided("HEROKU_REDIS_RED_URL").unwrap().url,
        "redis://:p@red.example/1"
    );
    for (value, message) in [
        (
            "redis://h",
            "`JOBS_REDIS_PROVIDER` holds an address, and names the variable that has it",
        ),
        ("", "`JOBS_REDIS_PROVIDER` is not the name of a variable"),
        ("a b", "`JOBS_REDIS_PROVIDER` is not the name of a variable"),
        (
            "NOT_SET",
            "`JOBS_REDIS_PROVIDER` names the variable `NOT_SET`, which is not set",
        ),
    ] {
        let violation = only(provided(value).unwrap_err());
        assert_eq!(
            (violation.code(), violation.message()),
            ("provider", message)
        );
    }
    let variables = [
        ("JOBS_REDIS_PROVIDER", "OTHER"),
        ("OTHER", "redis://h/1"),
        ("JOBS_REDIS_URL", "redis://i/1"),
    ];
    let jobs: Jobs = Sources::standard().env(variables).load().unwrap();
    assert_eq!(jobs.url, "redis://i/1");
    let violation = only(
        Sources::standard()
            .env([
                ("LOOSE_REDIS_URL", "redis://h"),
                ("LOOSE_REDIS_PROVIDER", "x:y"),
            ])
            .load::<Loose>()
            .map(|_| ())
            .and_then(|()| {
                Sources::standard()
                    .env([("LOOSE_REDIS_PROVIDER", "x:y")])
                    .load::<Loose>()
                    .map(drop)
            })
            .unwrap_err(),
    );
    assert_eq!(violation.code(), "provider");
}
