//! Builds one comparison and runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::compile;
use crate::workspace::{Outcome, cargo, root};
use crate::{setup, step};

const USAGE: &str = "\
cargo xtask bench <table> [--rounds N] [--window-ms N]

  connection   commands per second, latency and processor time on a shared connection, against redis, deadpool-redis, bb8,
               fred and rustis
  queue        jobs per second, against raw Redis and apalis
  reconnect    time from the end of a fault to the first success, and errors in between, against redis, deadpool-redis,
               fred and rustis; `--rounds N` (20, about 7 minutes) and `--only SCENARIO`
  overhead     instructions per command in addition to those of the redis crate's connection, counted by valgrind, which
               is installed if it is missing; only `--rounds N`
  load         `load()` of one instance, with 200 variables and a file of three profiles; no options
  compile      `cargo check` of 50 structs, against other derives; only `--rounds N`

If `taskset` is installed, the first two run twice: with client and server on one core, which is most reproducible, and
unpinned. All print Markdown; all but the last write JSON to target/benches/.";

/// The programs of the workspace in `benches/`.
const TABLES: [&str; 4] = ["connection", "queue", "reconnect", "overhead"];
/// The throughput comparisons, which are most reproducible on one core.
const THROUGHPUT: [&str; 2] = ["connection", "queue"];

/// Builds one comparison and runs it.
pub(crate) fn run(args: &[String]) -> Outcome {
    let Some((table, options)) = args.split_first() else {
        return Err(format!("name a table\n\n{USAGE}"));
    };
    if matches!(table.as_str(), "help" | "-h" | "--help") {
        println!("{USAGE}");
        return Ok(());
    }
    if table == "load" {
        return load(options);
    }
    if table == "compile" {
        return compile::run(options);
    }
    if !TABLES.contains(&table.as_str()) {
        return Err(format!("there is no table `{table}`\n\n{USAGE}"));
    }
    setup::server()?;
    if table == "overhead" {
        setup::valgrind()?;
    }
    let target = root().join("target/benches");
    build(table, &target)?;
    let program = target.join("release").join(table);
    if THROUGHPUT.contains(&table.as_str())
        && let Some(mut pinned) = on_one_core()
    {
        pinned.arg(&program);
        measure(
            pinned,
            table,
            "client and server on one core",
            "pinned",
            options,
            &target,
        )?;
    }
    measure(
        Command::new(&program),
        table,
        "unpinned",
        "unpinned",
        options,
        &target,
    )
}

/// Needs none of the other libraries, whose programs take minutes to build.
fn load(options: &[String]) -> Outcome {
    if !options.is_empty() {
        return Err("`load` takes no options".to_owned());
    }
    step::plain(cargo().args([
        "run",
        "--release",
        "--package",
        "redis-config-tests",
        "--bin",
        "load_time",
    ]))
}

fn build(table: &str, target: &Path) -> Outcome {
    let manifest = root().join("benches/Cargo.toml");
    step::plain(
        cargo()
            .args(["build", "--release", "--bin", table, "--manifest-path"])
            .arg(manifest)
            .arg("--target-dir")
            .arg(target),
    )
}

fn measure(
    mut program: Command,
    table: &str,
    label: &str,
    name: &str,
    options: &[String],
    target: &Path,
) -> Outcome {
    let json: PathBuf = target.join(format!("{table}-{name}.json"));
    step::plain(
        program
            .current_dir(root())
            .args(["--label", label, "--json"])
            .arg(json)
            .args(options),
    )
}

/// `taskset` for the first core, if it is installed.
fn on_one_core() -> Option<Command> {
    let probe = Command::new("taskset").args(["-c", "0", "true"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("`taskset` is not installed: measuring unpinned only");
        return None;
    }
    let mut taskset = Command::new("taskset");
    taskset.args(["-c", "0"]);
    Some(taskset)
}
