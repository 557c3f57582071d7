//! The rules against the `redis` crate, and against garbage.
//!
//! Every run takes the same cases: the generator is seeded. `RULES_SEED=7` takes others, `RULES_CASES` more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot continue ends here"
)]

mod arbitrary_text;
mod compare;
mod differential;
mod generate;
mod random;
mod secrets;
