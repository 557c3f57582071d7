//! `cargo xtask bench compile`: what a derive adds to `cargo check`.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::subject::{FILE, SUBJECTS, Subject};
use crate::step;
use crate::workspace::{Outcome, cargo, root};

/// Structs of one crate.
const STRUCTS: usize = 50;
const ROUNDS: usize = 7;
/// The subject that the others are compared with.
const REFERENCE: &str = "serde";

/// Writes the crates, checks each once, then measures them in turns.
pub(super) fn run(options: &[String]) -> Outcome {
    let rounds = rounds(options)?;
    let workspace = root().join("target/benches/compile");
    write(&workspace).map_err(|error| format!("cannot write {}: {error}", workspace.display()))?;
    println!("compiling the libraries and each crate once");
    for subject in SUBJECTS {
        // One at a time: checked together, the packages would have other features and be built again.
        step::plain(check(&workspace).args(["--package", &subject.package()]))?;
    }

    let load_before = load();
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); SUBJECTS.len()];
    for round in 0..rounds {
        // In turns: a disturbance of the machine affects all of them.
        for (subject, times) in SUBJECTS.iter().zip(&mut times) {
            let taken = measure(&workspace, subject)?;
            println!(
                "  round {} of {rounds}: {} {taken:.0?}",
                round + 1,
                subject.name
            );
            times.push(taken);
        }
    }
    println!("\n{}", table(&times, rounds, &load_before));
    Ok(())
}

fn rounds(options: &[String]) -> Result<usize, String> {
    match options {
        [] => Ok(ROUNDS),
        [name, number] if name == "--rounds" => match number.parse() {
            Ok(number @ 1..) => Ok(number),
            _ => Err(format!("`{number}` is not a number of rounds")),
        },
        _ => Err("`compile` takes only `--rounds N`".to_owned()),
    }
}

/// A workspace of its own: none of these libraries is a dependency of ours.
fn write(workspace: &Path) -> std::io::Result<()> {
    let members: Vec<String> = SUBJECTS
        .iter()
        .map(|subject| format!("\"{}\"", subject.package()))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
        members.join(", ")
    );
    fs::create_dir_all(workspace)?;
    fs::write(workspace.join("Cargo.toml"), manifest)?;
    for subject in SUBJECTS {
        let package = workspace.join(subject.package());
        fs::create_dir_all(package.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[dependencies]\n{}\n",
            subject.package(),
            subject
                .dependency
                .replace("{root}", &root().display().to_string())
        );
        fs::write(package.join("Cargo.toml"), manifest)?;
        fs::write(package.join("src/lib.rs"), subject.source(STRUCTS))?;
        fs::write(package.join("redis.toml"), FILE)?;
    }
    Ok(())
}

fn check(workspace: &Path) -> Command {
    let mut check = cargo();
    check
        .args(["check", "--quiet", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.join("target"));
    check
}

/// One `cargo check` after a touch, measured from the outside.
fn measure(workspace: &Path, subject: &Subject) -> Result<Duration, String> {
    let source = workspace.join(subject.package()).join("src/lib.rs");
    File::options()
        .append(true)
        .open(&source)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .map_err(|error| format!("cannot touch {}: {error}", source.display()))?;
    let mut check = check(workspace);
    check
        .args(["--offline", "--package"])
        .arg(subject.package())
        .stdin(Stdio::null());
    let start = Instant::now();
    let status = check.status();
    let taken = start.elapsed();
    match status {
        Ok(status) if status.success() => Ok(taken),
        _ => Err(format!("`{}` failed", step::shown(&check))),
    }
}

fn table(times: &[Vec<Duration>], rounds: usize, load_before: &str) -> String {
    let of = |name: &str| {
        let mut all = SUBJECTS.iter().zip(times);
        all.find_map(|(subject, times)| (subject.name == name).then_some(times.as_slice()))
            .unwrap_or_default()
    };
    let (reference, floor) = (of(REFERENCE), of("none"));
    let mut text = format!(
        "{STRUCTS} structs of 10 fields, `cargo check` after a touch, {rounds} interleaved rounds.\n\
         Load average (1, 5, 15 min) before: {load_before}; after: {}.\n\n\
         | derive | median | least | against `serde` | the same, less the bare crate |\n|---|---|---|---|---|\n",
        load()
    );
    for (subject, times) in SUBJECTS.iter().zip(times) {
        let seconds = || times.iter().map(Duration::as_secs_f64);
        let least = seconds().fold(f64::INFINITY, f64::min);
        let _ = writeln!(
            text,
            "| {} | {:.0} ms | {:.0} ms | {:.2} | {:.2} |",
            subject.title,
            median(seconds()) * 1000.0,
            least * 1000.0,
            ratio(times, reference, &[]),
            ratio(times, reference, floor),
        );
    }
    text
}

/// Median of the ratios within each round, which saw the same machine; `floor` is taken off both sides.
fn ratio(times: &[Duration], reference: &[Duration], floor: &[Duration]) -> f64 {
    let floor = floor
        .iter()
        .copied()
        .chain(std::iter::repeat(Duration::ZERO));
    let rounds = times.iter().zip(reference).zip(floor);
    median(rounds.map(|((time, reference), floor)| {
        time.saturating_sub(floor).as_secs_f64() / reference.saturating_sub(floor).as_secs_f64()
    }))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
    }
}

/// The load of the machine, if the system reports it.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let numbers: Vec<&str> = text.split(' ').take(3).collect();
    if numbers.len() == 3 {
        numbers.join(" ")
    } else {
        "unknown".to_owned()
    }
}
