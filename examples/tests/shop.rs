//! The subcommand of a compiled program: its output and its exit codes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use redis_config::dev::Server;
use serde_json::Value;

/// Runs the program with these arguments and variables, and none of this process.
fn shop(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shop"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn text_of(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn doctor_exits_with_the_worst_that_it_found() {
    let jobs = Server::builder().append_only(true).start().unwrap();
    let cache = Server::start().unwrap();
    let [jobs_url, cache_url] = [&jobs, &cache].map(Server::url);
    let both = [
        ("JOBS_REDIS_URL", jobs_url.as_str()),
        ("CACHE_REDIS_URL", jobs_url.as_str()),
    ];
    let output = shop(&["redis", "doctor"], &both);
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    assert!(text_of(&output).ends_with("0 errors, 0 warnings, 0 unknown\n"));
    assert!(!text_of(&output).contains('\u{1b}'), "no colour in a pipe");

    let both = [
        ("JOBS_REDIS_URL", jobs_url.as_str()),
        ("CACHE_REDIS_URL", cache_url.as_str()),
    ];
    let output = shop(&["redis", "doctor"], &both);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    assert!(text_of(&output).contains("  warning  persistence.off  "));

    jobs.kill().unwrap();
    let output = shop(&["redis", "doctor", "--json"], &both);
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    let json: Value = serde_json::from_str(&text_of(&output)).unwrap();
    assert_eq!(
        (&json["ok"], &json["exit_code"]),
        (&false.into(), &2.into())
    );
    assert_eq!(
        json["instances"][0]["findings"][0]["code"],
        "connect.refused"
    );
    assert_eq!(json["instances"][1]["instance"], "cache");
}

#[test]
fn check_connects_to_nothing() {
    let nowhere = [("JOBS_REDIS_URL", "redis://127.0.0.1:1")];
    let output = shop(&["redis", "check"], &nowhere);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        text_of(&output),
        "jobs  standalone  redis://127.0.0.1:1/0\n  ok       config  valid\n\n\
         cache  standalone  redis://127.0.0.1:6379/0\n  ok       config  valid\n\n0 errors, 0 warnings, 0 unknown\n"
    );
    let wrong = [("JOBS_REDIS_WORKER_CONCURRENCY", "0")];
    let output = shop(&["redis", "check"], &wrong);
    assert_eq!(output.status.code(), Some(2));
    let start = "jobs\n  error    config.invalid  `worker_concurrency`, from JOBS_REDIS_WORKER_CONCURRENCY [out-of-range]:\n";
    assert!(text_of(&output).starts_with(start), "{}", text_of(&output));
    let output = shop(&["redis", "check", "--json"], &wrong);
    let json: Value = serde_json::from_str(&text_of(&output)).unwrap();
    assert_eq!(
        json["instances"][0]["findings"][0]["code"],
        "config.invalid"
    );
    assert_eq!(json["instances"][1]["findings"][0]["code"], "config");
}

#[test]
fn explain_reads_the_file_and_the_profile_that_are_named() {
    let dir = std::env::temp_dir().join(format!("shop-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("redis.toml");
    let text = "[profile.green.jobs]\nurl = \"redis://10.0.0.7:6379/3\"\n";
    std::fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    let output = shop(
        &["redis", "explain", "--file", file, "--profile", "green"],
        &[],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    assert!(
        text_of(&output).contains("redis://10.0.0.7:6379/3"),
        "{}",
        text_of(&output)
    );
    let output = shop(
        &[
            "redis",
            "explain",
            "--json",
            "--file",
            file,
            "--profile",
            "blue",
        ],
        &[],
    );
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    let json: Value = serde_json::from_str(&text_of(&output)).unwrap();
    assert_eq!(json["instances"][1]["name"], "cache");
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn env_and_schema_are_those_of_the_group() {
    use redis_config_examples::instances::Redis;

    let output = shop(&["redis", "env"], &[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text_of(&output), Redis::reference().env_example());
    let output = shop(&["redis", "schema"], &[]);
    assert_eq!(text_of(&output), Redis::reference().json_schema());
}

#[test]
fn a_wrong_subcommand_is_explained_and_none_runs_the_service() {
    let output = shop(&["redis", "docter"], &[]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("a similar subcommand exists: 'doctor'"),
        "{error}"
    );
    let output = shop(&[], &[]);
    assert_eq!(
        (output.status.code(), text_of(&output).as_str()),
        (Some(0), "the shop is open\n")
    );
}

#[test]
fn the_program_doctor_prints_the_same() {
    let server = Server::start().unwrap();
    let url = server.url();
    let variables = [
        ("JOBS_REDIS_URL", url.as_str()),
        ("CACHE_REDIS_URL", url.as_str()),
    ];
    let output = Command::new(env!("CARGO_BIN_EXE_doctor"))
        .env_clear()
        .envs(variables)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text_of(&output).starts_with(&format!("jobs  standalone  {url}/0\n  ok       connect  "))
    );
}
