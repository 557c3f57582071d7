//! Runs every check, up to the first that fails.

use std::fs::{self, File};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::steps::{COMPILER, FIRST, SERVERS, Step};
use super::{one_syn, secrets};
use crate::step::{Beside, Output};
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

    let report = Mutex::new(Vec::new());
    let run = Run {
        log: &log,
        report: &report,
        failed: &AtomicBool::new(false),
    };
    run.all(FIRST, Beside::Nothing)?;
    let (servers, compiler) = thread::scope(|scope| {
        let servers = scope.spawn(|| run.all(SERVERS, Beside::Others));
        let compiler = run.all(COMPILER, Beside::MoreUrgentOthers);
        (servers.join(), compiler)
    });
    let servers = servers.unwrap_or_else(|_| Err("the steps with servers ended".to_owned()));
    match (servers, compiler) {
        (Err(one), Err(other)) => return Err(format!("{one}\n\n{other}")),
        (one, other) => one.and(other)?,
    }

    heading("one `syn` in the tree of the library");
    one_syn::check()?;
    heading("no secret in any output");
    secrets::check(&path)?;

    println!("\n━━ all passed in {} ━━", step::time(start.elapsed()));
    for (name, taken, results) in report.into_inner().unwrap_or_default() {
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

/// The steps of one call.
struct Run<'a> {
    log: &'a Mutex<File>,
    /// The name, the time and the results of each step that has passed.
    report: &'a Mutex<Vec<(&'static str, Duration, Vec<String>)>>,
    /// No step begins after one has failed.
    failed: &'a AtomicBool,
}

impl Run<'_> {
    /// Runs steps, one after the other.
    fn all(&self, steps: &'static [Step], beside: Beside) -> Outcome {
        for step in steps {
            if self.failed.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.one(step, beside)
                .inspect_err(|_| self.failed.store(true, Ordering::Relaxed))?;
        }
        Ok(())
    }

    fn one(&self, step: &'static Step, beside: Beside) -> Outcome {
        heading(step.name);
        let mut command = cargo();
        command.args(step.args).envs(step.env.iter().copied());
        if !step.then.is_empty() {
            command.arg("--").args(step.then);
        }
        colour(&mut command);
        let output = Output {
            label: step.name.split(':').next().unwrap_or(step.name),
            show: step.show,
            beside,
        };
        let (outcome, taken) = step::timed(|| step::logged(&command, output, self.log));
        println!(
            "  {} {} in {}",
            step.name,
            if outcome.is_ok() { "passed" } else { "FAILED" },
            step::time(taken)
        );
        let results = outcome.map_err(|why| failed(step, &why, &command))?;
        if let Ok(mut report) = self.report.lock() {
            report.push((step.name, taken, results));
        }
        Ok(())
    }
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
