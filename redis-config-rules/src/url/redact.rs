//! A URL as it may be shown.

use super::{RedisUrl, scheme};
use crate::{Endpoint, Topology};

/// A URL, legal or not, as it may be shown: of one that cannot be read, the scheme at most.
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

pub(super) fn redacted(url: &RedisUrl) -> String {
    let endpoints: Vec<String> = url.endpoints.iter().map(Endpoint::to_string).collect();
    let unix = matches!(url.endpoints.first(), Some(Endpoint::Unix { .. }));
    let mut text = format!("{}://", url.scheme);
    if url.password.is_some() && !unix {
        text.push_str("***@");
    }
    text.push_str(&endpoints.join(","));
    if let Some(database) = url.database
        && !unix
    {
        text.push_str(&format!("/{database}"));
    } else if url.topology == Topology::Sentinel {
        text.push('/');
    }
    let mut parameters = Vec::new();
    if let Some(master) = &url.master {
        parameters.push(format!("master={master}"));
    }
    if let Some(database) = url.database
        && unix
    {
        parameters.push(format!("db={database}"));
    }
    if url.password.is_some() && unix {
        parameters.push("pass=***".to_owned());
    }
    if url.sentinel_password.is_some() {
        parameters.push("sentinel_password=***".to_owned());
    }
    if let Some(protocol) = url.protocol {
        parameters.push(format!("protocol={}", protocol.key()));
    }
    if !parameters.is_empty() {
        text.push('?');
        text.push_str(&parameters.join("&"));
    }
    text
}
