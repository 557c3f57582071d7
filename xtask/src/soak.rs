//! `cargo xtask soak`: the library under faults drawn from a seed, and what must hold after them.
//!
//! Not a part of `cargo xtask test`: what it can find in a minute it finds in some runs and not in others, and the tests of
//! the suite show each fault by itself.

use crate::workspace::{Outcome, cargo};
use crate::{setup, step};

const USAGE: &str = "\
cargo xtask soak [--seed N] [--minutes M | --seconds S] [--topology single|sentinel|cluster|switch]...

Private servers, worker processes, producers, plain commands and a subscriber, while servers are killed, frozen, failed
over, resharded and switched. All topologies one after the other if none is named; the time, a minute by default, is for
all of them together, healing and draining come on top. The seed is printed; it draws the same faults again.";

/// Builds the program, and runs it with the same arguments.
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
