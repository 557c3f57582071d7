//! `cargo xtask soak`: the library under random faults, followed by a check of its guarantees.
//!
//! It is not a part of `cargo xtask test`, because a minute finds a rare error only in some runs. The tests of the suite
//! cover each fault separately.

use crate::workspace::{Outcome, cargo};
use crate::{setup, step};

const USAGE: &str = "\
cargo xtask soak [--seed N] [--minutes M | --seconds S] [--topology single|sentinel|cluster|switch]...

Runs worker processes, producers, commands and a subscriber on private servers, which are killed, frozen, failed over,
resharded and switched. The default is all topologies, one after the other. The time, one minute by default, is shared
by all of them; recovery and draining take additional time. The seed is printed: the same seed draws the same faults.";

/// Builds the program and passes it the arguments.
pub(crate) fn run(args: &[String]) -> Outcome {
    if args
        .iter()
        .any(|arg| matches!(arg.as_str(), "help" | "-h" | "--help"))
    {
        println!("{USAGE}");
        return Ok(());
    }
    setup::server()?;
    let mut soak = cargo();
    soak.args([
        "run",
        "--package",
        "redis-config-tests",
        "--all-features",
        "--bin",
        "soak",
        "--",
    ])
    .args(args);
    step::plain(&mut soak)
}
