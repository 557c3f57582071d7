//! Tables and values with their positions.

use std::fmt;

/// A place in a file. Both numbers start at 1, and columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The place of the byte `at`.
    pub(super) fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

impl Format {
    /// The format that the name of a file ends with: `.json`, otherwise TOML.
    ///
    /// ```
    /// use redis_config_rules::file::Format;
    ///
    /// assert_eq!(Format::of("redis.toml"), Format::Toml);
    /// assert_eq!(Format::of("config/redis.JSON"), Format::Json);
    /// ```
    pub fn of(path: &str) -> Self {
        let end = path.rsplit('.').next().unwrap_or_default();
        if end.eq_ignore_ascii_case("json") {
            Self::Json
        } else {
            Self::Toml
        }
    }
}

/// A value or a table. `at` is the byte where it starts.
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) content: Content,
}

pub(super) enum Content {
    /// Text, a number or a flag.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    List(Vec<Node>),
    Table(Vec<(Key, Node)>),
    /// A value that no setting has, by its name.
    Other(&'static str),
}

pub(super) struct Key {
    pub(super) name: String,
    pub(super) at: usize,
}

/// The mistake of a parser. It does not quote values, which may be secret.
pub(super) struct Malformed {
    pub(super) at: usize,
    pub(super) message: String,
}
