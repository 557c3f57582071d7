//! `explain`: where every value came from.

use redis_config::Sources;
use redis_config_tests::canary;
use redis_config_tests::events::Captured;

use crate::fixture::{Jobs, Open, Parts};

#[test]
fn a_load_is_shown_in_columns() {
    // The length of the path decides where lines break.
    let directory = tempfile::Builder::new()
        .prefix("explain")
        .rand_bytes(8)
        .tempdir_in("/tmp")
        .unwrap();
    let path = directory.path().join("redis.toml");
    std::fs::write(
        &path,
        "[jobs]\nworker_concurrency = 4\n[profile.green.jobs]\nurl = \"redis://:hunter2@old/2\"\n",
    )
    .unwrap();
    let sources = Sources::standard()
        .env([
            ("APP_ENV", "green"),
            ("JOBS_REDIS_URL", "redis://me:hunter2@new/2"),
            ("JOBS_REDIS_PASS", ""),
            ("JOBS_REDIS_COLOUR", "blue"),
            ("JOBS_REDIS_SERVICE_HOST", "10.0.0.11"),
        ])
        .file(&path);
    let why = Jobs::explain(&sources);
    let text = why
        .to_string()
        .replace(&path.display().to_string(), "redis.toml");
    assert_eq!(
        text,
        "\
jobs  standalone                                              profile green (APP_ENV)
  url                 redis://***@new:6379/2                    JOBS_REDIS_URL
  password            none                                      JOBS_REDIS_PASS
  connect_timeout     2s                                        default
  worker_concurrency  4                                         redis.toml:2:22
  shadowed            redis.toml:4:7 (profile green) = redis://***@old:6379/2
                      lost to JOBS_REDIS_URL, differs
  ignored             JOBS_REDIS_COLOUR                         nothing reads it
  ignored             JOBS_REDIS_SERVICE_HOST                   a service link of Kubernetes
  note                `JOBS_REDIS_PASS` is read as `password`, whose variable is
                      `JOBS_REDIS_PASSWORD`"
    );
    assert!(why.is_valid());
    let json = serde_json::to_value(&why).unwrap();
    let jobs = &json["instances"][0];
    assert_eq!(jobs["profile"]["by"], "APP_ENV");
    assert_eq!(jobs["values"][0]["value"], "redis://***@new:6379/2");
    assert_eq!(jobs["shadowed"][0]["differs"], true);
    assert_eq!(jobs["ignored"][0]["variable"], "JOBS_REDIS_COLOUR");
    assert!(!json.to_string().contains("hunter2"));
}

#[test]
fn a_load_logs_one_line() {
    let captured = Captured::start();
    let variables = [("JOBS_REDIS_URL", "rediss://me:hunter2@one.line/2")];
    let sources = Sources::standard().env(variables).profile("dev");
    sources.load::<Jobs>().unwrap();
    let _ = Jobs::explain(&sources);
    let text = captured.text();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.contains("one.line"))
        .collect();
    let [line] = lines.as_slice() else {
        panic!("{text}");
    };
    for part in [
        "INFO",
        "instance=jobs",
        "rediss://***@one.line:6379/2",
        "standalone",
        "origin=JOBS_REDIS_URL",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!text.contains("hunter2"));
}

#[test]
fn what_is_invalid_is_part_of_it() {
    let sources = Sources::standard()
        .env([
            ("PARTS_REDIS_PORT", "0"),
            ("PARTS_REDIS_PASSWORD", canary::PASSWORD),
            ("PARTS_REDIS_TIMEOUT", "5"),
        ])
        .profile("dev");
    let why = Parts::explain(&sources);
    assert!(!why.is_valid());
    let text = why.to_string();
    for part in [
        "invalid           `host` from no source [missing]: a value is needed and nothing gives one",
        "invalid           `port` from PARTS_REDIS_PORT [out-of-range]: port 0 is out of range",
        "  password          set, ",
        "  connect_timeout   3s                                        attribute",
        "[unknown-variable]: `PARTS_REDIS_TIMEOUT` is not read",
    ] {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&text).contains(&words(part)), "{part}\n{text}");
    }
    assert_eq!(canary::find(&format!("{text} {why:?}")), None);
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn no_secret_is_shown_wherever_it_is_put() {
    let names = [
        "URL",
        "HOST",
        "PORT",
        "SOCKET",
        "USERNAME",
        "PASSWORD",
        "DATABASE",
        "PASS",
        "URI",
        "SSL",
        "TIMEOUT",
        "PASSWORD_FILE",
        "PROVIDER",
        "COLOUR",
    ];
    for name in names {
        let name = format!("OPEN_REDIS_{name}");
        let url = format!("redis://:{}@h", canary::PASSWORD_IN_URL);
        // Where plain text is expected, a password looks like any other text.
        let plain = ["HOST", "SOCKET", "USERNAME", "DATABASE", "PORT"]
            .iter()
            .any(|end| name.ends_with(end));
        let mut values = vec![url];
        values.extend((!plain).then(|| canary::PASSWORD.to_owned()));
        for value in values {
            let why = Open::explain(&Sources::standard().env([(&name, &value)]).profile("dev"));
            let shown = format!("{why} {why:?} {}", serde_json::to_string(&why).unwrap());
            assert_eq!(canary::find(&shown), None, "{name}={value}\n{why}");
        }
    }
}
