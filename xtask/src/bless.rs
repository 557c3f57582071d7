//! Expected output, written anew from what there is: to be read in `git diff`.

use crate::{layers, step};
use crate::workspace::{Outcome, cargo};

/// What can be written anew: the arguments of `cargo test`, and the variable that says so.
const EXPECTED: &[(&[&str], (&str, &str))] = &[
    // What the compiler says to wrong definitions; pages are made from it.
    (
        &["--package", "redis-config-tests", "--test", "ui"],
        ("TRYBUILD", "overwrite"),
    ),
    // The same where a cargo feature is off.
    (
        &["--package", "redis-config-tests", "--test", "consumers"],
        ("BLESS", "1"),
    ),
    // What the derives write, and the pages about them.
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
    println!("\nRead what changed: git diff");
    Ok(())
}
