//! What a check reports.

use std::fmt;

/// One deviation from the rules of CONTRIBUTING.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) rule: Rule,
    /// Relative to the root of the repository.
    pub(super) file: String,
    pub(super) line: usize,
    /// What is wrong; what to do.
    pub(super) message: String,
}

/// The rules, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Cycle,
    Order,
    ModFile,
    FileSize,
    DirectorySize,
    RetiredName,
    Word,
}

impl Rule {
    pub(super) const ALL: [Self; 7] = [
        Self::Cycle,
        Self::Order,
        Self::ModFile,
        Self::FileSize,
        Self::DirectorySize,
        Self::RetiredName,
        Self::Word,
    ];

    /// As it appears in the summary.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cycle => "import cycles",
            Self::Order => "imports against the module order",
            Self::ModFile => "mod.rs and lib.rs",
            Self::FileSize => "files that are too long",
            Self::DirectorySize => "directories with too many files",
            Self::RetiredName => "retired names",
            Self::Word => "words to avoid in prose",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}
