//! Checks of constants in attributes, evaluated by the compiler.
//!
//! Generated code contains a `const` item for each constant. Its evaluation calls `check::check`, which fails the
//! compilation with the text that the macro uses for a literal.
//!
//! * `types`: which Rust types a constant may have.
//! * `check`: the entry point; one file beside it for each kind of value.
//! * `panic`, `str`, `quote`: messages and text without allocation.
//!
//! Imports the rules crate only. Everything is a `const fn` for the MSRV, which explains the `while` loops.

pub(crate) mod address;
pub(crate) mod characters;
pub(crate) mod check;
pub(crate) mod choice;
pub(crate) mod host;
pub(crate) mod name;
pub(crate) mod panic;
pub(crate) mod pem;
pub(crate) mod placeholder;
pub(crate) mod quote;
pub(crate) mod scalar;
pub(crate) mod str;
pub(crate) mod types;
