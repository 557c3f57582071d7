//! The reference of a configuration.

use std::fmt;

use super::instance::{InstanceReference, describe};
use super::{env_example, json_schema, markdown};
use crate::config::definition::RedisConfig;

/// The documentation of a configuration, made from its definition: `reference()` of a definition and of a group.
///
/// It describes every variable and shows no secret: a default that holds a password is left out.
///
/// ```
/// use redis_config::RedisConfig;
///
/// #[derive(Clone, RedisConfig)]
/// struct JobsRedis {
///     /// Where the jobs are.
///     url: String,
///     #[redis(default = "2s")]
///     connect_timeout: std::time::Duration,
/// }
///
/// let pages = JobsRedis::reference();
/// assert_eq!(
///     pages.env_example(),
///     "# jobs (standalone)
///
/// ## Where the jobs are. (a Redis URL)
/// JOBS_REDIS_URL=redis://127.0.0.1:6379/0
///
/// ## Deadline of one connection attempt, from name resolution through TCP, TLS and `AUTH` to `SELECT`. (a duration with its unit, 1ms to 10m)
/// ## JOBS_REDIS_CONNECT_TIMEOUT=2s
/// "
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Reference {
    instances: Vec<InstanceReference>,
    /// Whether it describes a group, and not one instance of several.
    whole: bool,
}

impl Reference {
    /// Of a definition that was written by hand: `reference()` of a derived one calls this.
    #[must_use]
    pub fn from_definition<C: RedisConfig>() -> Self {
        Self {
            instances: vec![describe::<C>()],
            whole: false,
        }
    }

    /// Of a group.
    pub(crate) fn of(instances: Vec<InstanceReference>) -> Self {
        Self {
            instances,
            whole: true,
        }
    }

    /// The text of a `.env.example`: each variable with its meaning, its legal values, and its default or an example. One that
    /// has a default or is optional is a comment.
    #[must_use]
    pub fn env_example(&self) -> String {
        self.sections(env_example::section)
    }

    /// A section of Markdown for each instance, with a table of its variables and one of the settings that the code fixes.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.sections(markdown::section)
    }

    /// A JSON Schema (draft 2020-12) of the configuration file, for editors: a table for each instance, also below
    /// `profile.<name>`.
    ///
    /// That of a group allows its members only, that of one definition other tables as well.
    #[must_use]
    pub fn json_schema(&self) -> String {
        json_schema::write(&self.instances, self.whole)
    }

    /// A section for each instance, with an empty line between two.
    fn sections(&self, section: fn(&mut String, &InstanceReference) -> fmt::Result) -> String {
        let mut text = String::new();
        for (index, instance) in self.instances.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            // A `String` takes everything.
            let _ = section(&mut text, instance);
        }
        text
    }
}
