//! Programs that compile, and run to their end.

use std::path::Path;
use std::process::Command;

use crate::compiler::{each, programs, rustc};

/// What the compiler or the program writes if it fails.
fn run(program: &Path) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let built = folder.path().join("program");
    let outcome = |mut command: Command| {
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (!output.status.success()).then(|| format!("{}:\n{text}", program.display()))
    };
    let mut compile = rustc(program);
    compile.args(["-Adead_code", "-o"]).arg(&built);
    outcome(compile).or_else(|| outcome(Command::new(&built)))
}

#[test]
fn each_program_compiles_and_runs() {
    let programs = programs(|kind| kind == "pass");
    assert!(programs.len() > 10, "only {} programs", programs.len());
    let failed: Vec<String> = each(&programs, |program| run(program))
        .into_iter()
        .flatten()
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
