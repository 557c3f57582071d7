//! `#[derive(Job)]`: the same stages as a definition, in small.
//!
//! * `derive`: the stages in their order. Start here.
//! * `job_keys`: the keys of `#[job(...)]` and of `exponential(...)`.
//! * `check`: the attribute and the type → [`Model`](model::Model).
//! * `backoff`: the value of `backoff`, the only one that is a call.
//! * `model`: a job that cannot be wrong.
//! * `expand`: the impl of `Job`.
//!
//! The rules of the values are in the rules crate, which the running program shares. Imports `attr`, `key`, `ast`,
//! `wrap`, and of `check` the parser of literals.

mod backoff;
mod check;
mod derive;
mod expand;
mod job_keys;
mod model;

pub(crate) use derive::derive;
