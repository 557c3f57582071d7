//! `cargo xtask fuzz`: runs cargo-fuzz.
//!
//! It is not a part of `cargo xtask test`, because it needs a nightly compiler and cargo-fuzz, and has no natural end.
//! Add a test for each input that it finds.

use std::process::{Command, Stdio};

use crate::step;
use crate::workspace::{Outcome, root};

const USAGE: &str = "\
cargo xtask fuzz [target ...] [--seconds N]

  url           URLs: the redis crate reads an accepted URL in the same way
  attribute     text in `#[redis(...)]`: all impls and messages of the derives
  environment   variables that definitions are loaded from
  config_file   TOML and JSON with profiles
  item          bytes in a queue
  platform_json what platforms write: JSON, base64 and connection strings

The default is all targets, one minute each. Needs a nightly compiler and cargo-fuzz.
Failing inputs are written to fuzz/artifacts, the corpus to fuzz/corpus. Git ignores both.";

const TARGETS: [&str; 6] = [
    "url",
    "attribute",
    "environment",
    "config_file",
    "item",
    "platform_json",
];

/// Runs each target for some seconds.
pub(crate) fn run(args: &[String]) -> Outcome {
    let mut targets: Vec<&str> = Vec::new();
    let mut seconds = 60_u32;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "help" | "-h" | "--help" => {
                println!("{USAGE}");
                return Ok(());
            }
            "--seconds" => {
                let number = args.next().and_then(|number| number.parse().ok());
                // To libFuzzer, 0 means no limit.
                seconds = number
                    .filter(|number| *number > 0)
                    .ok_or_else(|| format!("`--seconds` takes a positive number\n\n{USAGE}"))?;
            }
            name => match TARGETS.iter().find(|target| **target == name) {
                Some(target) => targets.push(target),
                None => return Err(format!("there is no target `{name}`\n\n{USAGE}")),
            },
        }
    }
    if targets.is_empty() {
        targets = TARGETS.to_vec();
    }
    check_programs()?;
    for target in targets {
        println!("\n━━ {target} ━━");
        let corpus = root().join("fuzz/corpus").join(target);
        std::fs::create_dir_all(&corpus)
            .map_err(|error| format!("cannot create {}: {error}", corpus.display()))?;
        step::plain(
            nightly()
                .args(["fuzz", "run", target])
                // New finds go into the first; the second is kept in git.
                .arg(format!("fuzz/corpus/{target}"))
                .arg(format!("fuzz/seeds/{target}"))
                .arg("--")
                .arg(format!("-max_total_time={seconds}"))
                .args(["-timeout=10", "-print_final_stats=1", "-verbosity=0"]),
        )?;
    }
    Ok(())
}

/// Fails if a program is missing, with the command that installs it.
fn check_programs() -> Outcome {
    let works = |args: &[&str]| {
        let mut command = nightly();
        command
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !works(&["--version"]) {
        return Err(
            "fuzzing needs a nightly compiler:\n\n    rustup toolchain install nightly".to_owned(),
        );
    }
    if !works(&["fuzz", "--version"]) {
        return Err("fuzzing needs cargo-fuzz:\n\n    cargo install cargo-fuzz".to_owned());
    }
    Ok(())
}

/// The cargo of the nightly compiler, which has the sanitizers. The toolchain that runs xtask must not override it.
fn nightly() -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .arg("+nightly")
        .current_dir(root())
        .env("CARGO_TARGET_DIR", root().join("target/fuzz"))
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env_remove("RUSTC");
    cargo
}
