//! `cargo xtask test`: every check, cheapest first, up to the first that fails.

use std::fs::{self, File};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::step::{self, Show};
use crate::workspace::{Outcome, cargo, root};
use crate::{canary, setup};

/// One step: its name, what cargo is called with, how much is shown.
struct Step {
    name: &'static str,
    args: &'static [&'static str],
    /// What goes to the test programs.
    then: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    show: Show,
}

/// Everything is built with the same packages and features, so nothing is compiled twice but the library once without any.
const STEPS: &[Step] = &[
    Step {
        name: "format",
        args: &["fmt", "--all", "--check"],
        then: &[],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "lints",
        args: &["clippy", "--workspace", "--all-targets", "--all-features"],
        then: &["-D", "warnings"],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "the library without its features",
        args: &[
            "clippy",
            "--package",
            "redis-config",
            "--no-default-features",
        ],
        then: &["-D", "warnings"],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "documentation",
        args: &["doc", "--workspace", "--no-deps", "--all-features"],
        then: &[],
        env: &[("RUSTDOCFLAGS", "-D warnings")],
        show: Show::All,
    },
    tests(
        "unit tests",
        &["test", "--workspace", "--all-features", "--lib", "--bins"],
    ),
    tests(
        "examples in the documentation",
        &["test", "--workspace", "--all-features", "--doc"],
    ),
    tests(
        "ui: what the compiler says to wrong definitions",
        &["test", "--workspace", "--all-features", "--test", "ui"],
    ),
    tests(
        "rules, derive, load",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "rules",
            "--test",
            "derive",
            "--test",
            "load",
        ],
    ),
    tests(
        "live: against real servers",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "live-dev",
            "--test",
            "live-connect",
            "--test",
            "live-queue",
        ],
    ),
    tests(
        "consumers: crates outside this workspace",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "consumers",
        ],
    ),
    tests(
        "examples/quickstart",
        &[
            "test",
            "--workspace",
            "--all-features",
            "--test",
            "quickstart",
        ],
    ),
    // Workspaces of their own: other libraries' dependencies are not to slow every build. The folder keeps what they built.
    Step {
        name: "examples/apalis",
        args: &[
            "run",
            "--manifest-path",
            "examples/apalis/Cargo.toml",
            "--target-dir",
            "target/examples",
        ],
        then: &[],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "examples/axum",
        args: &[
            "run",
            "--manifest-path",
            "examples/axum/Cargo.toml",
            "--target-dir",
            "target/examples",
        ],
        then: &[],
        env: &[],
        show: Show::All,
    },
    Step {
        name: "faults: kills, cuts, freezes, lost answers",
        args: &["test", "--workspace", "--all-features", "--test", "faults"],
        // Each starts several processes of its own: more than two at a time would only slow each other down.
        then: &["--show-output", "--test-threads=2"],
        env: &[],
        // It prints what it counted.
        show: Show::All,
    },
];

const fn tests(name: &'static str, args: &'static [&'static str]) -> Step {
    // What passed tests print is searched for secrets like the rest: the harness has to hand it out.
    Step {
        name,
        args,
        then: &["--show-output"],
        env: &[],
        show: Show::Verdicts,
    }
}

/// Runs all steps.
pub(crate) fn run() -> Outcome {
    let start = Instant::now();
    heading("server program");
    setup::server()?;
    let path = log_path()?;
    let log = File::create(&path)
        .map(Mutex::new)
        .map_err(|error| format!("cannot write {}: {error}", path.display()))?;

    let mut report: Vec<(&str, Duration, Vec<String>)> = Vec::new();
    for step in STEPS {
        heading(step.name);
        let mut command = cargo();
        command.args(step.args).envs(step.env.iter().copied());
        if !step.then.is_empty() {
            command.arg("--").args(step.then);
        }
        colour(&mut command);
        let (outcome, taken) = step::timed(|| step::logged(&mut command, step.show, &log));
        println!(
            "  {} in {}",
            if outcome.is_ok() { "passed" } else { "FAILED" },
            step::time(taken)
        );
        let results = outcome.map_err(|why| failed(step, &why, &command))?;
        report.push((step.name, taken, results));
    }

    heading("one `syn` in the tree of the library");
    one_syn()?;
    heading("no secret in any output");
    no_secret(&path)?;

    println!("\n━━ all passed in {} ━━", step::time(start.elapsed()));
    for (name, taken, results) in report {
        println!("{:>8}  {name}", step::time(taken));
        for result in results
            .iter()
            .filter(|result| !result.contains(" 0 passed; 0 failed"))
        {
            println!("          {result}");
        }
    }
    Ok(())
}

fn heading(name: &str) {
    println!("\n━━ {name} ━━");
}

fn failed(step: &Step, why: &str, command: &Command) -> String {
    format!(
        "{}: {why}\n\nTo run this step again:\n\n    {}",
        step.name,
        step::shown(command)
    )
}

/// Piped output is without colours unless they are asked for.
fn colour(command: &mut Command) {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
}

fn log_path() -> Result<PathBuf, String> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    fs::create_dir_all(&target)
        .map_err(|error| format!("cannot make {}: {error}", target.display()))?;
    Ok(target.join("xtask-test.log"))
}

/// A second `syn`, or all of the language in the first, would double what a user of the derive waits for.
fn one_syn() -> Outcome {
    let tree = cargo()
        .args([
            "tree",
            "--package",
            "redis-config",
            "--all-features",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p} {f}",
        ])
        .output()
        .map_err(|error| format!("cannot run cargo tree: {error}"))?;
    let syn = syn_in(&String::from_utf8_lossy(&tree.stdout))?;
    println!("  syn {syn}");
    Ok(())
}

/// The version and the features of the one `syn` in a tree of lines like `syn v3.0.10 derive,parsing (*)`.
fn syn_in(tree: &str) -> Result<String, String> {
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.strip_prefix("syn "))
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    found.sort_unstable();
    found.dedup();
    let [one] = found[..] else {
        return Err(format!(
            "expected one version of syn, found {found:?}: cargo tree --package redis-config --invert syn"
        ));
    };
    let features = one.split_once(' ').map_or("", |(_, features)| features);
    if features.split(',').any(|feature| feature == "full") {
        return Err(format!(
            "syn {one} is built with `full`: cargo tree --package redis-config --edges features --invert syn"
        ));
    }
    Ok(one.to_owned())
}

/// The suite's passwords and payloads are marked: none may stand in what it printed.
fn no_secret(log: &PathBuf) -> Outcome {
    let bytes = fs::read(log).map_err(|error| format!("cannot read {}: {error}", log.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    match canary::find(&text) {
        None => {
            println!(
                "  searched {} lines of {}",
                text.lines().count(),
                log.display()
            );
            Ok(())
        }
        Some(form) => {
            let line = text
                .lines()
                .position(|line| canary::find(line).is_some())
                .map_or(0, |index| index + 1);
            Err(format!(
                "the marked password or payload was printed (as {form:?}): line {line} of {}",
                log.display()
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_syn_without_full_is_right() {
        let one =
            "redis-config v0.1.0 tls\nsyn v3.0.1 derive,printing\nsynstructure v0.14.0 default\n";
        let again = format!("{one}syn v3.0.1 derive,printing (*)\n");
        assert_eq!(syn_in(one).unwrap(), "v3.0.1 derive,printing");
        assert!(syn_in(&again).is_ok());
        assert!(syn_in(&format!("{one}syn v2.0.1 derive,printing\n")).is_err());
        assert!(syn_in("syn v3.0.1 derive,full\n").is_err());
        assert!(syn_in("syn v3.0.1 derive,full-of-it\n").is_ok());
        assert!(syn_in("serde v1.0.0\n").is_err());
    }

    #[test]
    fn every_test_target_is_in_a_step() {
        let manifest = fs::read_to_string(root().join("tests/Cargo.toml")).unwrap();
        let targets = manifest.split("[[test]]").skip(1).map(|table| {
            table
                .split_once("name = \"")
                .unwrap()
                .1
                .split_once('"')
                .unwrap()
                .0
        });
        for target in targets {
            let runs = STEPS
                .iter()
                .any(|step| step.args.windows(2).any(|pair| pair == ["--test", target]));
            assert!(
                runs,
                "no step of `cargo xtask test` runs the test target `{target}`"
            );
        }
    }
}
