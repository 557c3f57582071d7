//! Runs every check, up to the first that fails.

use std::fs::{self, File};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::steps::{STEPS, Step};
use super::{one_syn, secrets};
use crate::workspace::{Outcome, cargo, root};
use crate::{layers, setup, step};

/// Runs all steps.
pub(crate) fn run() -> Outcome {
    let start = Instant::now();
    heading("layers: imports, sizes, names and words");
    layers::run(&[])?;
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
    one_syn::check()?;
    heading("no secret in any output");
    secrets::check(&path)?;

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

/// Cargo prints no colours to a pipe unless it is asked to.
fn colour(command: &mut Command) {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
}

fn log_path() -> Result<PathBuf, String> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    fs::create_dir_all(&target)
        .map_err(|error| format!("cannot create {}: {error}", target.display()))?;
    Ok(target.join("xtask-test.log"))
}
