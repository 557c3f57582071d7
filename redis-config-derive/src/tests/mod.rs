//! The derives, called on tokens without a compiler.
//!
//! The generators are seeded: every run has the same cases. `RULES_SEED=7` has others, `RULES_CASES` sets their number.
#![allow(clippy::indexing_slicing, reason = "a failed test ends here")]

mod expansion;
mod half_typed;
mod item;
mod messages;
mod mutate;
mod names;
mod outcome;
mod soup;
mod token;

/// The generators of the rules' own tests.
#[path = "../../../tests/rules/generate.rs"]
pub(crate) mod generate;
#[path = "../../../tests/rules/random.rs"]
pub(crate) mod random;
