//! One value, by the form that its key expects. Also for jobs.
//!
//! * `value`: a literal or a word
//! * `list`: the items of `[a, b]`
//! * `corrected`: the help for a literal of another form
//!
//! Imports `attr`, `key` and `errors`. Start with `value`.

mod corrected;
mod list;
mod value;

pub(crate) use value::{flag, function, no_such, setting};
