//! The compiler, run on the programs of this directory with the libraries that this test was built with.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{fs, thread};

use redis_config_tests::cargo::cargo;
use serde_json::Value;

/// The programs in a directory per kind, in order.
pub(crate) fn programs(of: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = |path: &Path| {
        let entries = fs::read_dir(path).unwrap();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let kinds = entries(Path::new("ui")).into_iter();
    let kinds = kinds.filter(|kind| {
        kind.is_dir()
            && kind
                .file_name()
                .is_some_and(|name| of(&name.to_string_lossy()))
    });
    let files = kinds.flat_map(|kind| entries(&kind));
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// A library of this test. Cargo names it: the directory may hold several builds of one library, and only one of them fits the
/// others.
pub(crate) fn library(name: &str) -> &'static Path {
    static LIBRARIES: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    let libraries = LIBRARIES.get_or_init(|| {
        let output = cargo()
            .args(["test", "--workspace", "--all-features", "--test", "ui"])
            .args(["--no-run", "--offline", "--message-format=json"])
            .current_dir(root())
            .output()
            .unwrap();
        let lines = output.stdout.split(|byte| *byte == b'\n');
        let messages = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
        let libraries = messages.filter_map(|message| {
            let names = message["filenames"].as_array()?.iter();
            let rlib = names
                .filter_map(Value::as_str)
                .find(|name| name.ends_with(".rlib"))?;
            Some((message["target"]["name"].as_str()?.to_owned(), rlib.into()))
        });
        libraries.collect()
    });
    libraries
        .get(name)
        .unwrap_or_else(|| panic!("cargo names no library `{name}`"))
}

/// The root of the workspace. The compiler runs there, because the libraries name their files from there.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The compiler with the libraries. `file = ".."` in a definition is a file beside the program.
pub(crate) fn rustc(program: &Path) -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let folder = library("redis_config");
    let folder = folder.parent().unwrap();
    let program = Path::new("tests").join(program);
    rustc
        .args(["--edition=2024", "--crate-type=bin", "--crate-name=program"])
        .arg(format!("-Ldependency={}", folder.display()))
        .env("CARGO_PKG_NAME", "program")
        .env(
            "CARGO_MANIFEST_DIR",
            root().join(&program).parent().unwrap(),
        )
        .current_dir(root());
    for name in ["redis_config", "serde", "tokio"] {
        rustc.arg(format!("--extern={name}={}", library(name).display()));
    }
    rustc.arg(program);
    rustc
}

/// The messages of the compiler, as JSON, like an editor gets them.
pub(crate) fn messages(program: &Path, incremental: &Path) -> Vec<Value> {
    let output = rustc(program)
        .args(["--emit=metadata", "--error-format=json", "-o"])
        .arg(incremental.join("program.rmeta"))
        .arg(format!("-Cincremental={}", incremental.display()))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// A program and the messages about it.
pub(crate) type Compiled = (PathBuf, Vec<Value>);

/// All programs that do not compile. Several tests read them.
pub(crate) fn compiled() -> &'static [Compiled] {
    static COMPILED: OnceLock<Vec<Compiled>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        each(&programs(|kind| kind != "pass"), |program| {
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
