//! The variables that a load sees.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// The variables that a load sees: one look at them, so that a load is of one moment.
#[derive(Default)]
pub(super) struct Environment(BTreeMap<String, OsString>);

impl Environment {
    pub(super) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        // A name that is no UTF-8 cannot be one that a definition reads.
        let named = variables
            .into_iter()
            .filter_map(|(name, value)| Some((key(&name.into_string().ok()?), value)));
        Self(named.collect())
    }

    pub(super) fn process() -> Self {
        Self::new(std::env::vars_os())
    }

    pub(super) fn value(&self, name: &str) -> Option<&OsStr> {
        self.0.get(&key(name)).map(OsString::as_os_str)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
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
