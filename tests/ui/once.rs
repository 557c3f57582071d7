//! Each error appears once, for an editor too.
//!
//! `cargo` hides a message that it has shown, but not with `--message-format=json`, which editors read. The compiler
//! itself repeats an error if several generated items contain the mistake and the build is incremental.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compiler::{Compiled, compiled, each};

/// An error that the compiler repeats: `#[derive(Clone)]` with an unsized field.
const REPEATED: &[&str] = &["shape/unsized_field.rs"];

/// The errors and warnings that a program gets more than once, by their place and text.
fn repeated((program, messages): &&Compiled) -> Vec<String> {
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
    let is_repeated = |program: &Path| REPEATED.iter().any(|other| program.ends_with(other));
    let programs = compiled().iter();
    let programs: Vec<&Compiled> = programs
        .filter(|(program, _)| !is_repeated(program))
        .collect();
    assert!(programs.len() > 250, "only {} programs", programs.len());
    let found: Vec<String> = each(&programs, repeated).into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
