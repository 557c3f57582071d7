//! The derives, called on tokens without a compiler around them.
//!
//! Every run takes the same cases: the generator is seeded. `RULES_SEED=7` takes others, `RULES_CASES` more.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that cannot go on ends here"
)]

mod expansion;
mod half_typed;
mod item;
mod messages;
mod mutate;
mod names;
mod outcome;
mod soup;
mod token;

/// The generators of the rules' own tests, in their very words.
#[path = "../../../tests/rules/generate.rs"]
pub(crate) mod generate;
#[path = "../../../tests/rules/random.rs"]
pub(crate) mod random;
