//! The variables that a load sees.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// The variables that a load sees: one look at them, so that a load is of one moment.
#[derive(Default)]
pub(crate) struct Environment {
    variables: BTreeMap<String, OsString>,
    is_process: bool,
}

impl Environment {
    pub(crate) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        // A name that is no UTF-8 cannot be one that a definition reads.
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

    /// Whether these are the variables of the process, which can be looked up again later.
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

/// Names are equal but for case on Windows.
fn key(name: &str) -> String {
    if cfg!(windows) {
        name.to_uppercase()
    } else {
        name.to_owned()
    }
}
