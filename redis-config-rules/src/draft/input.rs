//! What goes into the check, and what comes out if it fails.

use std::fmt;

use crate::{Kind, Problem, Setting, Topology, text};

/// What is known of one setting's value.
///
/// `Debug` never shows the value: it may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Known<'a> {
    /// The value, as text.
    Text(&'a str),
    /// It is set, but only the running program knows to what. Only the derive says this.
    Later,
}

impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text([redacted])",
            Self::Later => "Later",
        })
    }
}

/// Settings of one instance, before they are checked.
///
/// `Debug` never shows a value. See [`SettingsDraft::check`] for an example.
#[derive(Clone, Debug, Default)]
pub struct SettingsDraft<'a> {
    /// The declared topology.
    pub topology: Topology,
    /// What is set, in the order in which it was written. A setting that is not here has its default.
    pub entries: Vec<(Setting, Known<'a>)>,
}

impl<'a> SettingsDraft<'a> {
    /// Where the setting stands, if it is set.
    pub(super) fn position(&self, setting: Setting) -> Option<usize> {
        self.entries.iter().position(|(one, _)| *one == setting)
    }

    pub(super) fn has(&self, setting: Setting) -> bool {
        self.position(setting).is_some()
    }

    /// Whether a flag is set; `None` if only the running program knows, or if it is no flag.
    pub(super) fn flag(&self, setting: Setting) -> Option<bool> {
        match self.text(setting) {
            Some(text) => text::parse_flag(text).ok(),
            None => (!self.has(setting)).then_some(false),
        }
    }

    /// Whether it is a flag that says `false`, as if it were not there: then it is in no one's way.
    pub(super) fn is_off(&self, setting: Setting) -> bool {
        setting.info().kind == Kind::Flag && self.flag(setting) == Some(false)
    }

    /// The value, if it is set and known.
    pub(super) fn text(&self, setting: Setting) -> Option<&'a str> {
        self.entries.iter().find_map(|(one, known)| match known {
            Known::Text(text) if *one == setting => Some(*text),
            _ => None,
        })
    }
}

/// One problem of a draft, and the setting to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The setting whose value is wrong; of two that disagree, the later one.
    pub setting: Setting,
    /// The earlier setting that it disagrees with.
    pub with: Option<Setting>,
    /// The setting that is lacking: whoever gives it mends the problem.
    pub lacks: Option<Setting>,
    /// What is wrong.
    pub problem: Problem,
}
