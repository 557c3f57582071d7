//! The input of the check, and its errors.

use std::fmt;

use crate::constant::fault;
use crate::{Kind, Problem, Setting, Topology, text};

/// The value of a setting, as far as it is known.
///
/// `Debug` does not show the value, which may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Known<'a> {
    /// The value, as text.
    Text(&'a str),
    /// The setting has a value that is only known at run time. Only the derive uses this.
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

/// The settings of one instance before the check.
///
/// `Debug` does not show values. See [`SettingsDraft::check`] for an example.
#[derive(Clone, Debug, Default)]
pub struct SettingsDraft<'a> {
    /// The declared topology.
    pub topology: Topology,
    /// The settings in the order of the source. All others have their default.
    pub entries: Vec<(Setting, Known<'a>)>,
}

impl<'a> SettingsDraft<'a> {
    /// Every setting that is set, once, in the order of the entries.
    pub(super) fn settings(&self) -> impl Iterator<Item = Setting> {
        let entries = self.entries.iter().enumerate();
        entries.filter_map(|(at, (one, _))| (self.position(*one) == Some(at)).then_some(*one))
    }

    /// The index of the setting's first entry.
    pub(super) fn position(&self, setting: Setting) -> Option<usize> {
        self.entries.iter().position(|(one, _)| *one == setting)
    }

    pub(super) fn has(&self, setting: Setting) -> bool {
        self.position(setting).is_some()
    }

    /// The value of a flag; `None` if it is only known at run time or not a flag.
    pub(super) fn flag(&self, setting: Setting) -> Option<bool> {
        match self.text(setting) {
            Some(text) => text::parse_flag(text).ok(),
            None => (!self.has(setting)).then_some(false),
        }
    }

    /// Whether the setting is a flag with the value `false`, which conflicts with nothing and requires nothing.
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

    pub(super) fn owned(&self, setting: Setting) -> Option<String> {
        self.text(setting).map(str::to_owned)
    }

    /// Parses the value of a setting, or its default.
    pub(super) fn read<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<T, Found> {
        let text = self.text(setting).or(setting.info().default);
        let value = text.ok_or_else(|| missing("a value")).and_then(parse);
        value.map_err(|problem| Found::of(setting, problem))
    }

    /// Parses the value of a setting without a default.
    pub(super) fn read_optional<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<Option<T>, Found> {
        let value = self.text(setting).map(parse).transpose();
        value.map_err(|problem| Found::of(setting, problem))
    }

    /// Parses the value of a setting that is one of a few words.
    pub(super) fn read_word<T>(
        &self,
        setting: Setting,
        from_key: fn(&str) -> Option<T>,
    ) -> Result<T, Found> {
        self.read(setting, |word| from_key(word).ok_or_else(|| missing(word)))
    }
}

/// A gap in the settings table.
fn missing(what: &str) -> Problem {
    fault!(MISSING, "{0} is missing"
        => "set it by hand, and report this: a default is missing in the table of settings"; what)
    .into()
}

/// A problem of a draft, and the setting to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The setting with the wrong value; of two that disagree, the later one.
    pub setting: Setting,
    /// The earlier setting that it disagrees with.
    pub with: Option<Setting>,
    /// The missing setting. Setting it solves the problem.
    pub lacks: Option<Setting>,
    /// The mistake.
    pub problem: Problem,
}

impl Found {
    /// A problem of one setting.
    pub fn of(setting: Setting, problem: Problem) -> Self {
        Self {
            setting,
            with: None,
            lacks: None,
            problem,
        }
    }
}
