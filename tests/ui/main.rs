//! Programs that do not compile, with their errors, and programs that do, under strict lints.
//!
//! A directory per kind of mistake. What the derive cannot know (types, constants, features) and the syntax of attributes
//! have one mistake per file. A rule of `redis-config-rules` has its own tests there: here its mistakes are grouped, a
//! module for each, to show the span and the format of the error. A file must not mix errors of the derive with later ones
//! (types, constants, lints): the compiler would stop before those.
//!
//! `constants` checks that a constant gets the check of a literal.
//!
//! `BLESS=1 cargo test -p redis-config-tests --test ui` writes the `.stderr` files: read each as a user without knowledge
//! of this library.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot continue ends here"
)]

mod accepted;
mod compiler;
mod constants;
mod once;
mod paste;
mod refused;
