//! Configuration files: TOML or JSON text to the values of instances, each with its line and column.
//!
//! * `config_file`: [`ConfigFile`], a parsed file; start here
//! * `keys`: names of instances and keys, compared with a definition
//! * `tree`: tables and values, the same for both formats
//! * `toml`, `json`: one parser each
//!
//! The derive reads a file at compile time, `redis-config` at run time. Imports the error types and `suggest`.

mod config_file;
mod json;
mod keys;
#[cfg(test)]
mod tests;
mod toml;
mod tree;

pub use config_file::{ConfigFile, Entry, FileError, Rail, Section};
pub use keys::WrongName;
pub use tree::{Format, Position};
