//! The source of a secret, to read it again.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use redis_config_rules::{Code, Problem};
use zeroize::Zeroizing;

use super::file;
use super::sanitise::{Clean, outside};
use crate::config::meta::FieldMeta;

/// The source of a loaded password and of its user name.
///
/// A [`Secret`](crate::Secret) remembers it. Not a public interface.
#[derive(Debug)]
pub struct SecretOrigin {
    pub(crate) password: SecretSource,
    /// The user name that was loaded, and its source.
    pub(crate) username: Option<(String, SecretSource)>,
}

/// A file or variable that is read again by the rules of loading.
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
        /// The environment of the process, or that of a test.
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

    /// Whether reading uses the file system, which may block.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.place, Place::File(_))
    }

    /// Reads the current value.
    ///
    /// # Errors
    ///
    /// The value is missing or breaks a rule. Messages name the source and do not contain the value.
    pub(crate) fn read(&self) -> Result<Zeroizing<String>, Problem> {
        let text = match &self.place {
            // The first load has already warned about a file that everyone can read.
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
        // A file is briefly empty while it is written.
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

/// Fits after "from" and before "holds".
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
        write!(f, "SecretSource({self})")
    }
}

fn shown(path: &Path, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "the file `{}`", path.display())
}
