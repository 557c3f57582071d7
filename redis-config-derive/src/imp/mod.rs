//! The derives, from the tokens of an item to the tokens of its impls.
//!
//! Nothing here needs a compiler around it: the tests and the fuzz targets include this directory and call `entry::derive`.
//! Start reading at `entry.rs`, which shows the stages in their order:
//!
//! `DeriveInput → ast (may be wrong) → check → model (cannot be wrong) → expand (cannot fail) → wrap`
//!
//! | stage | modules |
//! |---|---|
//! | tools of all stages | `errors`, `span`, `tokens`, `lifetimes`, `assumed`, `type_guess`, `wrap` |
//! | attributes and items as written | `key`, `attr`, `ast` |
//! | `RedisConfig` | `model`, `check`, `expand` |
//! | the other derives | `group` (`RedisConnections`), `job` (`Job`), `own_value` (`Value`) |
//! | all stages in order | `entry` |
//!
//! A module imports modules of the rows above it, and of its own row only those to its left.

pub(crate) mod assumed;
pub(crate) mod ast;
pub(crate) mod attr;
pub(crate) mod check;
pub(crate) mod entry;
pub(crate) mod errors;
pub(crate) mod expand;
pub(crate) mod group;
pub(crate) mod job;
pub(crate) mod key;
pub(crate) mod lifetimes;
pub(crate) mod model;
pub(crate) mod own_value;
pub(crate) mod span;
pub(crate) mod tokens;
pub(crate) mod type_guess;
pub(crate) mod wrap;
