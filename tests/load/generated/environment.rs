//! An environment of the canary test, and what its parts have in common.

use std::path::Path;

use redis_config::Sources;
use redis_config_tests::canary::PASSWORD_IN_URL;

/// Variables, and a configuration file with its profile.
pub struct Environment {
    pub name: String,
    pub variables: Vec<(String, String)>,
    pub file: Option<(&'static str, String)>,
    pub profile: &'static str,
}

impl Environment {
    pub fn new(name: impl Into<String>, variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            name: name.into(),
            variables: variables.iter().map(owned).collect(),
            file: None,
            profile: "dev",
        }
    }

    /// What a load reads. The file is written into `directory`.
    pub fn sources(&self, directory: &Path) -> Sources {
        let sources = Sources::standard().env(self.variables.iter().cloned());
        let sources = sources.profile(self.profile);
        match &self.file {
            Some((name, text)) => {
                let path = directory.join(name);
                std::fs::write(&path, text).unwrap();
                sources.file(path)
            }
            None => sources,
        }
    }
}

/// A server on this machine that refuses every connection.
pub const CLOSED: &str = "127.0.0.1:1";

pub fn url() -> String {
    format!("redis://worker:{PASSWORD_IN_URL}@{CLOSED}/1")
}
