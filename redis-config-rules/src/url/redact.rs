//! URLs without secrets, for messages and logs.

use std::fmt;

use super::redis_url::RedisUrl;
use super::scheme;
use crate::{Endpoint, Topology};

/// The text of a URL without secrets. Of an illegal URL, at most the scheme remains.
///
/// ```
/// use redis_config_rules::url::redact;
///
/// assert_eq!(redact("redis://:hunter2@prod/1"), "redis://***@prod:6379/1");
/// assert_eq!(redact("redis://hunter2@prod/1"), "redis://***");
/// assert_eq!(redact("hunter2"), "***");
/// ```
pub fn redact(text: &str) -> String {
    if let Ok(url) = RedisUrl::parse(text) {
        return url.redacted();
    }
    match scheme::split(text) {
        Ok((scheme, _)) => format!("{}://***", scheme.name),
        Err(_) => "***".to_owned(),
    }
}

impl RedisUrl {
    /// The URL without secrets: user info and passwords are replaced by `***`, and the port is always written.
    ///
    /// ```
    /// use redis_config_rules::url::RedisUrl;
    ///
    /// let url = RedisUrl::parse("redis://:hunter2@prod/1")?;
    /// assert_eq!(url.redacted(), "redis://***@prod:6379/1");
    /// # Ok::<(), redis_config_rules::Problem>(())
    /// ```
    pub fn redacted(&self) -> String {
        let endpoints: Vec<String> = self.endpoints.iter().map(Endpoint::to_string).collect();
        let unix = matches!(self.endpoints.first(), Some(Endpoint::Unix { .. }));
        let mut text = format!("{}://", self.scheme);
        if self.password.is_some() && !unix {
            text.push_str("***@");
        }
        text.push_str(&endpoints.join(","));
        if let Some(database) = self.database
            && !unix
        {
            text.push_str(&format!("/{database}"));
        } else if self.topology == Topology::Sentinel {
            text.push('/');
        }
        let mut parameters = Vec::new();
        if let Some(master) = &self.master {
            parameters.push(format!("master={master}"));
        }
        if let Some(database) = self.database
            && unix
        {
            parameters.push(format!("db={database}"));
        }
        if self.password.is_some() && unix {
            parameters.push("pass=***".to_owned());
        }
        if self.sentinel_password.is_some() {
            parameters.push("sentinel_password=***".to_owned());
        }
        if let Some(protocol) = self.protocol {
            parameters.push(format!("protocol={}", protocol.key()));
        }
        if !parameters.is_empty() {
            text.push('?');
            text.push_str(&parameters.join("&"));
        }
        text
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisUrl").field(&self.redacted()).finish()
    }
}
