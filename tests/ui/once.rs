//! Each error appears once, for an editor too.
//!
//! `cargo` hides a message that it has shown, but not with `--message-format=json`, which editors read. The compiler
//! itself repeats an error if several generated items contain the mistake and the build is incremental.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{fs, thread};

use serde_json::Value;

/// Errors that the compiler repeats: `#[derive(Clone)]` with an unsized field, and `#[derive(Value)]`, whose items each name
/// the type inside.
const REPEATED: &[&str] = &["shape/unsized_field.rs", "own_value/inner.rs"];

/// All programs that do not compile.
fn programs() -> Vec<PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let entries = |path: &Path| {
        let entries = fs::read_dir(path).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let kinds = entries(&ui).into_iter().filter(|path| path.is_dir());
    let kinds = kinds.filter(|path| !path.ends_with("pass"));
    let files = kinds.flat_map(|path| entries(&path));
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files
        .filter(|path| !REPEATED.iter().any(|other| path.ends_with(other)))
        .collect()
}

/// The newest library that cargo has built for this test.
fn library(name: &str) -> PathBuf {
    let folder = std::env::current_exe().unwrap();
    let folder = folder.parent().unwrap();
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let found = entries.filter(|entry| {
        let file = entry.file_name().into_string().unwrap_or_default();
        file.starts_with(&format!("lib{name}-")) && file.ends_with(".rlib")
    });
    found
        .max_by_key(|entry| entry.metadata().unwrap().modified().unwrap())
        .unwrap_or_else(|| panic!("no `{name}` in {}", folder.display()))
        .path()
}

/// The messages of the compiler, as JSON, like an editor gets them.
pub(crate) fn messages(program: &Path, incremental: &Path) -> Vec<Value> {
    let folder = library("redis_config");
    let folder = folder.parent().unwrap();
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc
        .args(["--edition=2024", "--crate-type=bin", "--crate-name=program"])
        .args(["--emit=metadata", "--error-format=json", "-o"])
        .arg(incremental.join("program.rmeta"))
        .arg(format!("-Cincremental={}", incremental.display()))
        .arg(format!("-Ldependency={}", folder.display()))
        .env("CARGO_PKG_NAME", "program");
    for name in ["redis_config", "serde", "tokio"] {
        rustc.arg(format!("--extern={name}={}", library(name).display()));
    }
    let output = rustc.arg(program).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// A program and the messages about it.
pub(crate) type Compiled = (PathBuf, Vec<Value>);

/// All programs that do not compile. Two tests read them.
pub(crate) fn compiled() -> &'static [Compiled] {
    static COMPILED: OnceLock<Vec<Compiled>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        each(&programs(), |program| {
            let folder = tempfile::tempdir().unwrap();
            (program.clone(), messages(program, folder.path()))
        })
    })
}

/// The result for each item, two at a time.
pub(crate) fn each<I: Sync, T: Send>(items: &[I], check: fn(&I) -> T) -> Vec<T> {
    let halves = items.chunks(items.len().div_ceil(2));
    thread::scope(|scope| {
        let halves: Vec<_> = halves
            .map(|half| scope.spawn(move || half.iter().map(check).collect::<Vec<_>>()))
            .collect();
        let halves = halves.into_iter();
        halves.flat_map(|half| half.join().unwrap()).collect()
    })
}

/// The errors and warnings that a program gets more than once, by their place and text.
fn repeated((program, messages): &Compiled) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let errors = messages
        .iter()
        .filter(|message| matches!(message["level"].as_str(), Some("error" | "warning")));
    let mut count = 0;
    for message in errors {
        let spans = message["spans"].as_array().unwrap();
        let primary = spans.iter().filter(|span| span["is_primary"] == true);
        let places = primary.map(|span| format!("{}:{}", span["line_start"], span["column_start"]));
        let places: Vec<String> = places.collect();
        *seen
            .entry(format!("{} {}", places.join(" "), message["message"]))
            .or_default() += 1;
        count += 1;
    }
    assert!(count > 0, "{} compiles", program.display());
    let repeated = seen.into_iter().filter(|(_, times)| *times > 1);
    repeated
        .map(|(error, times)| format!("{}: {times} times: {error}", program.display()))
        .collect()
}

#[test]
fn each_error_appears_once() {
    let programs = compiled();
    assert!(programs.len() > 250, "only {} programs", programs.len());
    let found: Vec<String> = each(programs, repeated).into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
