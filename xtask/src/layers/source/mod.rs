//! The sources, as far as the checks understand them.
//!
//! * `tree`: all files, read once. Tests make small ones in memory
//! * `lex`: one Rust file as tokens and comments
//! * `scope`: what a module declares, imports and defines
//! * `graph`: which file of a crate imports which. Start here: it uses all of the above
//!
//! Nothing here knows a rule.

mod graph;
mod lex;
mod scope;
mod tree;

pub(super) use graph::Graph;
pub(super) use lex::{Comment, Kind, Token};
pub(super) use scope::{attributes, item_length};
pub(super) use tree::{Tree, directory, stem};
