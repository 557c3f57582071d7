//! The guide of mistakes shows the real errors.

use std::fmt::Write as _;
use std::path::Path;

/// The run-time example of the guide, word for word.
const RUN_TIME: &str = include_str!("run_time.rs");

#[path = "run_time.rs"]
#[allow(dead_code, unreachable_pub, reason = "an example")]
mod run_time;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A program that does not compile, and the errors of the compiler.
fn ui(case: &str) -> String {
    let source = read(&format!("ui/{case}.rs"));
    let output = read(&format!("ui/{case}.stderr"));
    format!(
        "```compile_fail\n{}```\n\n```text\n{}\n```\n",
        without_heading(&source),
        output.trim_end()
    )
}

/// The first struct of a program that lacks a feature, and the errors of the compiler. With the feature it is right, as
/// in the documentation.
fn feature_off(consumer: &str) -> String {
    let source = read(&format!("consumers/{consumer}.rs"));
    let output = read(&format!("consumers/{consumer}.stderr"));
    let (_, source) = source.split_once("\n\n").unwrap();
    // The import and the struct.
    let first: Vec<&str> = source.split_inclusive(";\n").take(2).collect();
    let (output, _) = output.split_once("\n\n").unwrap();
    format!("```\n{}```\n\n```text\n{output}\n```\n", first.concat())
}

/// Without the comment about the mistake and the empty `main`.
fn without_heading(source: &str) -> String {
    let kept = source
        .lines()
        .skip_while(|line| line.starts_with("//"))
        .filter(|line| *line != "fn main() {}");
    let text = kept.collect::<Vec<_>>().join("\n");
    format!("{}\n", text.trim())
}

/// A program that compiles, and the error it gets.
fn run_time() -> String {
    let invalid = run_time::wrong().err().unwrap();
    let source = RUN_TIME.replace("pub ", "");
    format!(
        "```\n{source}\nassert_eq!(wrong().err().unwrap().violations().len(), 3);\n```\n\n```text\n{invalid}\n```\n"
    )
}

/// The page with every block between its markers written anew.
fn renewed(page: &str) -> String {
    const END: &str = "<!-- end -->";
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<!-- ") {
        let (marker, after) = after.split_once(" -->\n").unwrap();
        let (_, after) = after.split_once(END).unwrap();
        let block = match marker.split_once(": ") {
            Some(("ui", case)) => ui(case),
            Some((_, consumer)) => feature_off(consumer),
            None => run_time(),
        };
        text.push_str(before);
        let _ = write!(text, "<!-- {marker} -->\n{block}{END}");
        rest = after;
    }
    text + rest
}

#[test]
fn the_guide_of_mistakes_shows_the_real_errors() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../redis-config/src/guide/mistakes.md");
    let is = std::fs::read_to_string(&path).unwrap();
    let want = renewed(&is);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, want).unwrap();
        return;
    }
    // Four levels, one of them with four examples; no block is empty.
    assert_eq!(want.matches("```text\nerror").count(), 6);
    assert_eq!(want.matches("```text\n").count(), 7);
    assert!(is == want, "the guide differs: run `cargo xtask bless`");
}
