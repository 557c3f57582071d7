//! Crates outside the workspace: what a stranger's build sees of this library.
#![allow(clippy::expect_used, reason = "a test that cannot continue ends here")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use redis_config::dev::Server;
use redis_config_tests::canary;

/// Two of them at once would compile the same dependencies side by side.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn an_outside_crate_defines_loads_connects_queues_and_works() {
    let server = Server::builder()
        .password(canary::PASSWORD)
        .start()
        .expect("a private server");
    let url = |database: u8| format!("redis://{}:{}/{database}", server.host(), server.port());
    let run = cargo("outside", "run", |cargo| {
        cargo
            .env("JOBS_REDIS_URL", url(1))
            .env("JOBS_REDIS_PASSWORD", canary::PASSWORD)
            .env("JOBS_REDIS_WORKER_CONCURRENCY", "3")
            .env("CACHE_REDIS_URL", url(0))
            .env("CACHE_REDIS_PASSWORD", canary::PASSWORD);
    });
    assert!(
        run.ends_with("outside: 4 mails sent\n"),
        "what the consumer printed:\n{run}"
    );
}

#[test]
fn generated_code_is_clean_under_strict_lints_without_a_prelude_and_renamed() {
    cargo("strict", "clippy", |_| {});
    cargo("strict", "check", |cargo| {
        cargo.args(["--features", "fewer"]);
    });
}

#[test]
fn without_its_feature_tls_does_not_compile_or_load() {
    let run = cargo("plain", "run", |_| {});
    assert!(run.contains("redis://redis.example.com/1 is fine"), "{run}");
    let off = |what: &str, feature: &str| {
        format!("{what} needs the cargo feature `{feature}` of redis-config, which is off")
    };
    let help = "add it in Cargo.toml: `redis-config = { ..., features = [\"tls\"] }`";
    assert!(
        run.contains("[feature-off]") && run.contains(&off("`rediss://`", "tls")),
        "{run}"
    );
    assert!(run.contains(help), "{run}");

    let (compiled, errors) = attempt("plain", "check", |cargo| {
        cargo.args(["--features", "wrong"]);
    });
    assert!(!compiled, "{errors}");
    for (what, feature, place) in [
        ("`rediss://`", "tls", "wrong.rs:6:15"),
        ("`valkeys://`", "tls", "wrong.rs:11:23"),
        ("`rediss://`", "tls", "wrong.rs:16:37"),
        ("`tls`", "tls", "wrong.rs:20:37"),
        (
            "`danger_tls_insecure`",
            "danger-insecure-tls",
            "wrong.rs:26:9",
        ),
        ("`rediss://` in `redis.toml`", "tls", "wrong.rs:30:34"),
    ] {
        assert!(errors.contains(&off(what, feature)), "{what}\n{errors}");
        assert!(errors.contains(place), "{what} at {place}\n{errors}");
    }
    assert!(errors.contains(help), "{errors}");
    // One error each, and no error that follows from another.
    assert!(errors.contains("due to 6 previous errors"), "{errors}");
    compare("plain/src/wrong.stderr", &errors);
}

/// Compares the errors of the compiler with a file that the guide of mistakes quotes, or writes the file when blessing.
fn compare(path: &str, errors: &str) {
    let text: Vec<&str> = errors
        .split("\n\n")
        .filter(|block| block.starts_with("error["))
        .collect();
    let text = text.join("\n\n") + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("consumers")
        .join(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, text).expect("a file beside the source");
        return;
    }
    let want = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        text == want,
        "{path} differs: run `cargo xtask bless`\n{text}"
    );
}

/// Runs cargo on a consumer and gives all that it printed, errors first.
fn cargo(consumer: &str, action: &str, prepare: impl FnOnce(&mut Command)) -> String {
    let (success, printed) = attempt(consumer, action, prepare);
    assert!(success, "`cargo {action}` on {consumer}:\n{printed}");
    printed
}

/// Runs cargo on a consumer: whether it succeeded, and all that it printed, errors first.
fn attempt(consumer: &str, action: &str, prepare: impl FnOnce(&mut Command)) -> (bool, String) {
    let turn = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tests.join("consumers").join(consumer);
    // The versions of our workspace, so that cargo fetches nothing new.
    std::fs::copy(tests.join("../Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace has a lock file");
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("the temporary folder is in the target folder")
        .join("consumers");
    let mut cargo = redis_config_tests::cargo::cargo();
    cargo
        .arg(action)
        .arg("--quiet")
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .env_remove("RUSTFLAGS");
    prepare(&mut cargo);
    let Output {
        status,
        stdout,
        stderr,
    } = cargo.output().expect("cargo is there");
    drop(turn);
    let printed = String::from_utf8_lossy(&stderr).into_owned() + &String::from_utf8_lossy(&stdout);
    assert_eq!(canary::find(&printed), None, "a marked secret was printed");
    (status.success(), printed)
}
