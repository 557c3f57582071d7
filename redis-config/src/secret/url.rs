//! A URL that no output shows in full.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Problem, Shape};
use serde::de::{Deserialize, Deserializer, Error};
use zeroize::Zeroize;

use super::secret::Secret;
use crate::value::Value;

/// The URL of a Redis server: the type of a `url` field.
///
/// It is parsed by the rules of [`guide::topologies`](crate::guide::topologies). `Debug` and `Display` show it without
/// user name and passwords; only [`expose`](Url::expose) returns all of it. It implements `Deserialize`, but not
/// `Serialize`. The memory is wiped on drop.
///
/// ```
/// use redis_config::Url;
///
/// let url: Url = "redis://worker:hunter2@10.0.0.1/2".parse()?;
/// assert_eq!(url.to_string(), "redis://***@10.0.0.1:6379/2");
/// assert_eq!(format!("{url:?}"), "redis://***@10.0.0.1:6379/2");
/// assert_eq!(url.expose(), "redis://worker:hunter2@10.0.0.1/2");
///
/// let problem = "http://10.0.0.1".parse::<Url>().unwrap_err();
/// assert_eq!(problem.message, "`http://` is not a scheme of Redis");
/// # Ok::<(), redis_config::Problem>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    whole: Secret,
    redacted: String,
}

impl Url {
    /// The URL as it was given, with user name and passwords. Keep it out of logs and errors.
    pub fn expose(&self) -> &str {
        self.whole.expose()
    }
}

impl FromStr for Url {
    type Err = Problem;

    /// Parses a URL.
    ///
    /// # Errors
    ///
    /// The first mistake, without user name and passwords.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut parsed = RedisUrl::parse(text)?;
        let redacted = parsed.redacted();
        parsed.password.zeroize();
        parsed.sentinel_password.zeroize();
        Ok(Self {
            whole: Secret::new(text),
            redacted,
        })
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted)
    }
}

impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Secret::deserialize(deserializer)?;
        text.expose().parse().map_err(D::Error::custom)
    }
}

impl Value for Url {
    const SHAPE: Shape = Shape::Url;

    fn parse(text: &str) -> Result<Self, Problem> {
        text.parse()
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_output_shows_a_password() {
        for (given, shown) in [
            ("redis://:hunter2@h/1", "redis://***@h:6379/1"),
            ("rediss://u:hunter2@h:7000", "rediss://***@h:7000"),
            (
                "unix:///run/r.sock?pass=hunter2",
                "unix:///run/r.sock?pass=***",
            ),
            (
                "redis+sentinel://:hunter2@h/?master=m&sentinel_password=hunter2",
                "redis+sentinel://***@h:26379/?master=m&sentinel_password=***",
            ),
        ] {
            let url: Url = given.parse().unwrap();
            assert_eq!(
                (url.to_string(), format!("{url:?}")),
                (shown.to_owned(), shown.to_owned())
            );
            assert_eq!(url.expose(), given);
            assert_eq!(Value::text(&url).as_deref(), Some(given));
        }
    }

    #[test]
    fn no_error_shows_a_password() {
        for wrong in [
            "redis://:hunter2@h/x",
            "redis://h:hunter2",
            "hunter2",
            "redis://hunter2@h",
        ] {
            let by_text = wrong.parse::<Url>().unwrap_err().to_string();
            let by_serde = serde_json::from_str::<Url>(&format!("{wrong:?}"))
                .unwrap_err()
                .to_string();
            assert!(by_serde.starts_with(&by_text), "{by_serde}");
            assert!(!by_text.contains("hunter2"), "{by_text}");
        }
    }
}
