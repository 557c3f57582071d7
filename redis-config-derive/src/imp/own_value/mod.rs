//! `#[derive(Value)]`: a type of the application's own as the type of a field.
//!
//! * `derive`: the stages in their order. Start here.
//! * `check`: the words of an enum, or the type inside a newtype.
//! * `expand`: the impl of `Value`.
//! * `value_keys`: the keys of `#[value(...)]`.
//!
//! Imports what a job's stages import.

mod check;
mod derive;
mod expand;
mod value_keys;

pub(crate) use derive::derive;
