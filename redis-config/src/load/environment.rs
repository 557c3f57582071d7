//! The environment variables of a load.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// A snapshot of the environment variables, so that a load is consistent.
#[derive(Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, OsString>,
    is_process: bool,
}

impl Environment {
    pub(crate) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        // No definition reads a variable whose name is not UTF-8.
        let named = variables
            .into_iter()
            .filter_map(|(name, value)| Some((key(&name.into_string().ok()?), value)));
        Self {
            variables: named.collect(),
            is_process: false,
        }
    }

    pub(crate) fn process() -> Self {
        Self {
            is_process: true,
            ..Self::new(std::env::vars_os())
        }
    }

    /// Whether these are the variables of the process, which can be read again later.
    pub(crate) fn is_process(&self) -> bool {
        self.is_process
    }

    pub(crate) fn value(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(&key(name)).map(OsString::as_os_str)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }
}

/// On Windows, names ignore case.
fn key(name: &str) -> String {
    if cfg!(windows) {
        name.to_uppercase()
    } else {
        name.to_owned()
    }
}
