//! Hosts that are this machine.

use crate::bytes;

/// Whether the host is this machine: `localhost`, `127.0.0.1` and the like, `::1`. Brackets around an IPv6 address and a dot
/// at the end of a name are ignored. Names are not resolved.
///
/// ```
/// use redis_config_rules::is_loopback;
///
/// assert!(is_loopback("LOCALHOST") && is_loopback("127.0.0.2") && is_loopback("[::1]"));
/// assert!(!is_loopback("localhost.example.com") && !is_loopback("128.0.0.1"));
/// ```
pub const fn is_loopback(host: &str) -> bool {
    let host = match host.as_bytes() {
        [b'[', inner @ .., b']'] | [inner @ .., b'.'] => inner,
        host => host,
    };
    let named = match host {
        [.., b'.', b'l' | b'L', _, _, _, _, _, _, _, _] => host.split_at(host.len() - 9).1,
        host => host,
    };
    if bytes::equal_ignoring_case(named, b"localhost")
        || bytes::equal(host, b"::1")
        || bytes::equal_ignoring_case(host, b"::ffff:127.0.0.1")
    {
        return true;
    }
    let mut numeric = bytes::starts_with(host, b"127.");
    let mut i = 0;
    while numeric && i < host.len() {
        numeric = host[i].is_ascii_digit() || host[i] == b'.';
        i += 1;
    }
    numeric
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        for host in [
            "localhost",
            "Localhost.",
            "redis.localhost",
            "127.1.2.3",
            "::1",
            "::FFFF:127.0.0.1",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ".",
            "127.example.com",
            "notlocalhost",
            "10.0.0.1",
            "::2",
            "redis",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
