//! The help of an error, pasted in place of the mistake, is right.

use std::fs;
use std::ops::Range;

use serde_json::Value;

use crate::compiler::{Compiled, compiled, each, messages};

/// Code in place of other code.
#[derive(Clone, Debug)]
struct Paste {
    at: Range<usize>,
    code: String,
}

/// The place of a message, in bytes.
fn place(message: &Value) -> Option<Range<usize>> {
    let mut spans = message["spans"].as_array()?.iter();
    let primary = spans.find(|span| span["is_primary"] == true)?;
    let byte = |name: &str| usize::try_from(primary[name].as_u64()?).ok();
    Some(byte("byte_start")?..byte("byte_end")?)
}

/// The code that the help of a message proposes, if it is complete: `write `key = value``, `did you mean `key`?`, or the
/// type of a field.
fn paste(source: &str, message: &Value) -> Option<Paste> {
    let at = place(message)?;
    let (_, help) = message["message"].as_str()?.split_once("help: ")?;
    let code = |start: &str| help.strip_prefix(start)?.split('`').next();
    let (before, written) = (source.get(..at.start)?, source.get(at.clone())?);
    if let Some(code) = code("did you mean `") {
        let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
        return (is_name(written) && is_name(code)).then(|| Paste {
            at,
            code: code.to_owned(),
        });
    }
    let code = code("write `")?;
    // A place for a name that only the user knows.
    if code.contains("...") || code.contains("path::to") {
        return None;
    }
    let code = code.to_owned();
    let Some((key, _)) = code.split_once(" = ") else {
        let is_type = before.trim_end().ends_with(':') && !code.contains(['"', ' ', '#']);
        return is_type.then_some(Paste { at, code });
    };
    let start = before.trim_end().strip_suffix('=')?.trim_end();
    let start = start.strip_suffix(key)?.len();
    Some(Paste {
        at: start..at.end,
        code,
    })
}

/// The program with all of them, and the place of each in it.
fn pasted(source: &str, mut pastes: Vec<Paste>) -> (String, Vec<Paste>) {
    pastes.sort_by_key(|paste| paste.at.start);
    pastes.dedup_by_key(|paste| paste.at.start);
    let (mut text, mut done, mut from) = (String::new(), Vec::new(), 0);
    for Paste { at, code } in pastes {
        if at.start < from {
            continue;
        }
        text.push_str(&source[from..at.start]);
        let start = text.len();
        text.push_str(&code);
        done.push(Paste {
            at: start..text.len(),
            code,
        });
        from = at.end;
    }
    text.push_str(&source[from..]);
    (text, done)
}

/// The number of pastes in a program, and the errors about them.
fn check((program, wrong): &&Compiled) -> (usize, Vec<String>) {
    let source = fs::read_to_string(program).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let pastes: Vec<Paste> = wrong.iter().filter_map(|one| paste(&source, one)).collect();
    if pastes.is_empty() {
        return (0, Vec::new());
    }
    let (text, pastes) = pasted(&source, pastes);
    let fixed = folder.path().join("fixed.rs");
    fs::write(&fixed, text).unwrap();
    let left = messages(&fixed, folder.path()).into_iter();
    let left = left.filter(|message| message["level"] == "error");
    let left = left.filter_map(|message| Some((place(&message)?, message)));
    let about = left.filter_map(|(at, message)| {
        let mut pastes = pastes.iter();
        let paste = pastes.find(|paste| paste.at.start < at.end && at.start < paste.at.end)?;
        Some(format!(
            "{}: `{}`: {}",
            program.display(),
            paste.code,
            message["message"]
        ))
    });
    (pastes.len(), about.collect())
}

#[test]
fn help_is_right_when_it_is_pasted() {
    let programs = compiled().iter();
    // Their help is about a file, which is not here.
    let programs: Vec<&Compiled> = programs
        .filter(|(program, _)| !program.iter().any(|part| part == "config_file"))
        .collect();
    let checked: Vec<_> = each(&programs, check);
    let count: usize = checked.iter().map(|(count, _)| count).sum();
    let errors: Vec<String> = checked.into_iter().flat_map(|(_, errors)| errors).collect();
    println!("{count} pieces of help pasted");
    assert!(count > 100, "only {count} pieces of help");
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
