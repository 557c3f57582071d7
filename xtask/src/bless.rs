//! `cargo xtask bless`: rewrites expected output. Review the result with `git diff`.

use crate::workspace::{Outcome, cargo};
use crate::{layers, step};

/// What can be rewritten: the arguments of `cargo test`, and the variable that enables rewriting.
const EXPECTED: &[(&[&str], (&str, &str))] = &[
    // Compile errors of wrong definitions, and the pages that are generated from them.
    (
        &["--package", "redis-config-tests", "--test", "ui"],
        ("BLESS", "1"),
    ),
    // The same where a cargo feature is off.
    (
        &["--package", "redis-config-tests", "--test", "consumers"],
        ("BLESS", "1"),
    ),
    // Expansions of the derives, and the pages about them.
    (
        &["--package", "redis-config-derive", "--lib"],
        ("BLESS", "1"),
    ),
    (
        &["--package", "redis-config-tests", "--test", "derive"],
        ("BLESS", "1"),
    ),
];

/// Rewrites all of it.
pub(crate) fn run() -> Outcome {
    layers::write_order()?;
    for (args, (name, value)) in EXPECTED {
        step::plain(cargo().arg("test").args(*args).env(name, value))?;
    }
    println!("\nReview the changes: git diff");
    Ok(())
}
