//! Advice about host names that belong to a known service. It is only shown.

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Endpoint, Setting, Topology};

use super::address::hosts;
use crate::load::report::Report;
use crate::load::resolve::Resolved;
use crate::load::url_edit;

/// What a host name reveals.
struct Hint {
    /// The start of the first label; empty: any.
    start: &'static str,
    end: &'static str,
    /// Whether the advice applies to this address.
    applies: fn(&RedisUrl) -> bool,
    advice: &'static str,
}

const fn hint(
    start: &'static str,
    end: &'static str,
    applies: fn(&RedisUrl) -> bool,
    advice: &'static str,
) -> Hint {
    Hint {
        start,
        end,
        applies,
        advice,
    }
}

fn is_plain(url: &RedisUrl) -> bool {
    !url.tls
}

fn is_single(url: &RedisUrl) -> bool {
    url.topology == Topology::Standalone
}

fn is_any(_: &RedisUrl) -> bool {
    true
}

fn is_plain_port(url: &RedisUrl) -> bool {
    matches!(url.endpoints.as_slice(), [Endpoint::Tcp { port: 6379, .. }])
}

fn is_plain_serverless(url: &RedisUrl) -> bool {
    is_plain(url) && hosts(url).iter().any(|host| host.contains(".serverless."))
}

const CLUSTER: &str = "is the configuration endpoint of a cluster: declare `topology = cluster`";
const TLS: &str = "accepts only TLS: write `rediss://`";

/// Suffixes of host names, the specific ones first.
#[rustfmt::skip]
const HINTS: [Hint; 14] = [
    hint("clustercfg", ".cache.amazonaws.com", is_single, CLUSTER),
    hint("clustercfg", ".amazonaws.com", is_single, CLUSTER),
    hint("", ".cache.amazonaws.com", is_plain_serverless, TLS),
    hint("master", ".cache.amazonaws.com", is_plain, "belongs to ElastiCache with TLS: write `rediss://`"),
    hint("replica", ".cache.amazonaws.com", is_any, "is the reader endpoint, which refuses writes: use the one that starts with `master`"),
    hint("", ".redis.cache.windows.net", is_plain, "accepts only TLS, on port 6380: write `rediss://` and the port 6380"),
    hint("", ".redis.cache.windows.net", is_plain_port, "accepts TLS on port 6380, not 6379"),
    hint("", ".redis.azure.net", is_plain, "accepts only TLS, on port 10000: write `rediss://` and the port 10000"),
    hint("", ".upstash.io", is_plain, TLS),
    hint("", ".db.ondigitalocean.com", is_plain, TLS),
    hint("", ".aivencloud.com", is_plain, TLS),
    hint("", ".keyvalue.render.com", is_plain, TLS),
    hint("", ".railway.internal", is_any, "has only an IPv6 address in old environments: the server must listen on `::`"),
    hint("", ".flycast", is_any, "has only an IPv6 address, inside the private network of Fly.io"),
];

/// Adds the advice about the address in `url`, `host` or `nodes`.
pub(crate) fn add(resolved: &[Resolved], report: &mut Report) {
    let text = |setting| {
        let field = resolved
            .iter()
            .find(|one| one.meta.setting() == Some(setting))?;
        field.value.as_ref().map(|picked| picked.text.as_str())
    };
    let url = match (text(Setting::Url), text(Setting::Host)) {
        (Some(url), _) => Some(url.to_owned()),
        (None, Some(host)) => {
            let endpoint = url_edit::tcp(host, text(Setting::Port));
            let scheme = match text(Setting::Tls) {
                Some("true") => "rediss",
                _ => "redis",
            };
            endpoint.map(|endpoint| format!("{scheme}://{endpoint}"))
        }
        (None, None) => None,
    };
    if let Some(url) = url.and_then(|url| RedisUrl::parse(&url).ok()) {
        report.hints.extend(about(&url));
        let of_heroku = report.platform == Some("Heroku");
        let host = hosts(&url)
            .into_iter()
            .find(|host| host.ends_with(".amazonaws.com"));
        if let Some(host) = host.filter(|_| of_heroku && url.tls) {
            let advice =
                "has a self-signed certificate, as all servers of Heroku: give its CA as `tls_ca`";
            report.hints.push(format!("`{host}` {advice}"));
        }
    }
}

fn about(url: &RedisUrl) -> Option<String> {
    let host = url.endpoints.iter().find_map(|one| match one {
        Endpoint::Tcp { host, .. } => Some(host.as_str()),
        Endpoint::Unix { .. } => None,
    })?;
    let hint = HINTS.iter().find(|hint| {
        host.ends_with(hint.end) && host.starts_with(hint.start) && (hint.applies)(url)
    })?;
    Some(format!("`{host}` {}", hint.advice))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(url: &str) -> Option<String> {
        about(&RedisUrl::parse(url).unwrap())
    }

    #[test]
    fn a_host_name_gives_advice_where_it_applies() {
        // AWS: "Finding connection endpoints", Azure: "Best practices for connection resilience", Upstash: "Connect your client".
        for (url, start) in [
            (
                "redis://clustercfg.shop.abc123.use1.cache.amazonaws.com:6379",
                "`clustercfg.shop.abc123.use1.cache.amazonaws.com` is the configuration endpoint of a cluster",
            ),
            (
                "rediss://clustercfg.shop.abc123.memorydb.us-east-1.amazonaws.com:6379",
                "`clustercfg.shop.abc123.memorydb.us-east-1.amazonaws.com` is the configuration endpoint",
            ),
            (
                "redis://master.shop.abc123.use1.cache.amazonaws.com:6379",
                "`master.shop.abc123.use1.cache.amazonaws.com` belongs to ElastiCache with TLS",
            ),
            (
                "redis://shop.redis.cache.windows.net:6379",
                "`shop.redis.cache.windows.net` accepts only TLS, on port 6380",
            ),
            (
                "rediss://shop.redis.cache.windows.net:6379",
                "`shop.redis.cache.windows.net` accepts TLS on port 6380, not 6379",
            ),
            (
                "redis://:p@eu1-shop-1.upstash.io:6379",
                "`eu1-shop-1.upstash.io` accepts only TLS",
            ),
            (
                "redis://redis.railway.internal:6379",
                "`redis.railway.internal` has only an IPv6 address in old environments",
            ),
            (
                "redis://shop-abc.serverless.use1.cache.amazonaws.com:6379",
                "`shop-abc.serverless.use1.cache.amazonaws.com` accepts only TLS",
            ),
        ] {
            let found = advice(url).unwrap();
            assert!(found.starts_with(start), "{url}: {found}");
        }
        for url in [
            "redis://localhost:6379",
            "rediss://eu1-shop-1.upstash.io:6379",
            "rediss://shop.redis.cache.windows.net:6380",
            "redis+cluster://clustercfg.shop.abc123.use1.cache.amazonaws.com:6379",
            "unix:///run/redis.sock",
        ] {
            assert_eq!(advice(url), None, "{url}");
        }
    }
}
