//! The code that the derives generate, used from outside.
//!
//! Every definition here is compiled under the strictest lints that a user might have.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot continue ends here"
)]
#![deny(warnings, clippy::pedantic)]

mod field_meta;
mod fixture;
mod groups;
mod guide;
mod loading;
mod names;
mod nested_groups;
