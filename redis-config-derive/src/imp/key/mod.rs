//! The keys of `#[redis(...)]`, and the form of the value that a key takes.
//!
//! * `table`: the trait [`Key`], a table of the keys of one place, and suggestions for misspelled names. Start here.
//! * `redis_keys`: [`StructKey`], [`FieldKey`] and [`GroupKey`]. The keys of a job are in `job/job_keys.rs`.
//! * `aliases`: names that other libraries use, and what to write instead.
//! * `expected`: [`Expected`], the form of a value with an example of it: one description for the parser, the
//!   error messages and the suggestions.
//!
//! Settings are keys too: the rules crate lists them, and no setting is named here except where a message differs.
//! Imports the rules crate only.

mod aliases;
mod expected;
mod redis_keys;
mod table;

pub(crate) use aliases::setting as suggest_setting;
pub(crate) use expected::{Expected, Form};
pub(crate) use redis_keys::{FieldKey, GroupKey, LISTED, StructKey};
pub(crate) use table::{Key, Unknown, all, enumerate, near};
