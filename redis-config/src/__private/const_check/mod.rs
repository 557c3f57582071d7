//! Checks of constants in attributes, evaluated by the compiler.
//!
//! Generated code contains a `const` item for each constant. Its evaluation calls `check::check`, which fails the
//! compilation with the text that the macro uses for a literal.
//!
//! * `types`: which Rust types a constant may have.
//! * `duration_text`: a constant of type `Duration` as text.
//! * `check`: the entry point. It calls the `const fn` rules of the rules crate.
//! * `panic`: a compile error with the subject and the texts of a rule.
//!
//! Imports the rules crate only. Everything is a `const fn` for the MSRV, which explains the `while` loops.

pub(crate) mod check;
pub(crate) mod duration_text;
pub(crate) mod panic;
pub(crate) mod types;
