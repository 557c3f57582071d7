//! What the derives generate, seen from outside.
//!
//! Every definition here is compiled under the strictest lints that a user might have.
#![deny(warnings, clippy::pedantic)]

mod definitions;
mod fields;
mod groups;
mod loading;
mod names;
