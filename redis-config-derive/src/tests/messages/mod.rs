//! The messages of the derives, compared with those of the rules at run time and with the generated pages.
//!
//! * `parity`: the same mistake gets the same message from the macro, the compiler, `load()` and `validate()`. Start here.
//! * `cases`, `exempt`: a mistake for every code, or the reason why there is none.
//! * `instance`, `compiler`: a case as a definition, as loaded values and as constants.
//! * `page`, `keys`, `settings`, `example`: the reference pages, whose errors are those of the macro.
//!
//! Part of the derive's own tests: the macro runs here without a compiler, and the run-time side is the library, built
//! with the real derive.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed test ends here"
)]

mod cases;
mod compiler;
mod example;
mod exempt;
mod instance;
mod keys;
mod page;
mod parity;
mod settings;
