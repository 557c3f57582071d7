//! The macro and the running program word one rule in one way.
//!
//! Part of the derive's own tests: what the macro says can be asked here without a compiler, and the run-time side
//! is the library, built with the real derive.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
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
