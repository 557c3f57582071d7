//! A place that a value came from, to look there again.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use redis_config_rules::{Code, Problem};
use zeroize::Zeroizing;

use super::file;
use super::sanitise::{Clean, outside};
use crate::config::meta::FieldMeta;

/// Where a loaded password lies, and the user name beside it.
///
/// Not a public interface: it is what a [`Secret`](crate::Secret) remembers.
#[derive(Debug)]
pub struct SecretOrigin {
    pub(crate) password: SecretSource,
    /// What was loaded as the user name, and where it lies.
    pub(crate) username: Option<(String, SecretSource)>,
}

/// A place that a value came from, to look there again: each time the rules of the first load apply.
#[derive(Clone)]
pub(crate) struct SecretSource {
    meta: &'static FieldMeta,
    place: Place,
}

#[derive(Clone)]
enum Place {
    File(PathBuf),
    Variable {
        name: String,
        /// The environment of the process; a test puts another in its place.
        lookup: fn(&str) -> Option<OsString>,
    },
}

impl SecretSource {
    pub(crate) fn file(meta: &'static FieldMeta, path: impl Into<PathBuf>) -> Self {
        Self {
            meta,
            place: Place::File(path.into()),
        }
    }

    pub(crate) fn variable(meta: &'static FieldMeta, name: impl Into<String>) -> Self {
        Self {
            meta,
            place: Place::Variable {
                name: name.into(),
                lookup: |name| std::env::var_os(name),
            },
        }
    }

    #[cfg(test)]
    pub(crate) fn variable_of(
        meta: &'static FieldMeta,
        name: &str,
        lookup: fn(&str) -> Option<OsString>,
    ) -> Self {
        let name = name.to_owned();
        Self {
            meta,
            place: Place::Variable { name, lookup },
        }
    }

    /// Whether looking again asks the file system, which may take its time.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.place, Place::File(_))
    }

    /// The value that lies there now.
    ///
    /// # Errors
    ///
    /// There is none, or it breaks a rule. Names the place, never the value.
    pub(crate) fn read(&self) -> Result<Zeroizing<String>, Problem> {
        let text = match &self.place {
            // Whether everyone can read the file was said when it was read first.
            Place::File(path) => file::read(path, false, file::looks_like_a_path(path))?,
            Place::Variable { name, lookup } => match lookup(name).map(OsString::into_string) {
                Some(Ok(text)) => Zeroizing::new(text),
                Some(Err(_)) => {
                    return Err(Problem::new(
                        Code::NOT_UTF8,
                        format!("the value of `{name}` is not UTF-8"),
                        "set it again, in a terminal that uses UTF-8",
                    ));
                }
                None => {
                    return Err(Problem::new(
                        Code::MISSING,
                        format!("`{name}` is not set"),
                        format!("set `{name}`"),
                    ));
                }
            },
        };
        // A file that is just being written is empty for a moment.
        let nothing = || {
            Problem::new(
                Code::MISSING,
                format!("{self} holds no value"),
                "put the value there",
            )
        };
        if text.is_empty() {
            return Err(nothing());
        }
        let text = match outside(self.meta, &text)? {
            Clean::Text(text) => text,
            Clean::Nothing => return Err(nothing()),
        };
        match self.meta.setting().map(|setting| setting.check_text(&text)) {
            Some(Err(problem)) => Err(problem),
            None | Some(Ok(())) => Ok(text),
        }
    }
}

/// Reads well after "from" and before "holds".
impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) if file::looks_like_a_path(path) => shown(path, f),
            Place::File(_) => f.write_str("the file of the credentials"),
            Place::Variable { name, .. } => write!(f, "the variable `{name}`"),
        }
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spring({self})")
    }
}

fn shown(path: &Path, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "the file `{}`", path.display())
}
