//! Hosts: names, IPv4 and IPv6 addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::{Code, Problem};

/// Checks a host outside a URL and returns it in normal form: a name, or an address without brackets.
///
/// # Errors
///
/// A code `host-*`: a scheme, a port, a number in disguise, a wildcard, a malformed name or address.
///
/// ```
/// use redis_config_rules::url::host;
///
/// assert_eq!(host("redis.example.com").as_deref(), Ok("redis.example.com"));
/// assert_eq!(host("[::1]").as_deref(), Ok("::1"));
/// assert!(host("redis://localhost").is_err());
/// assert!(host("localhost:6379").is_err());
/// assert!(host("127.1").is_err());
/// ```
pub fn check(text: &str) -> Result<String, Problem> {
    if text.contains("://") {
        return Err(Problem::new(
            Code::HOST_SCHEME,
            "the host has a scheme",
            "write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`",
        ));
    }
    if let Some(inside) = text.strip_prefix('[') {
        return match inside.split_once(']') {
            Some((address, "")) => ipv6(address),
            Some((_, port)) if port.starts_with(':') => Err(with_port()),
            _ => Err(malformed_ipv6()),
        };
    }
    match text.matches(':').count() {
        0 => name(text),
        1 => Err(with_port()),
        _ => ipv6(text),
    }
}

fn with_port() -> Problem {
    Problem::new(
        Code::HOST_PORT,
        "the host has a port",
        "write the name alone, e.g. `127.0.0.1`, and set `port` to the number",
    )
}

/// Checks an IPv6 address and returns its shortest form.
pub(super) fn ipv6(text: &str) -> Result<String, Problem> {
    // `fe80::1%eth0`: the zone has a meaning on this machine only.
    if text.contains('%') {
        return Err(Problem::new(
            Code::HOST_ZONE,
            "the IPv6 address has a zone",
            "write an address that is unique without one, or a host name",
        ));
    }
    let Ok(address) = text.parse::<Ipv6Addr>() else {
        return Err(malformed_ipv6());
    };
    let wildcard = address.is_unspecified()
        || address
            .to_ipv4_mapped()
            .is_some_and(|v4| v4.is_unspecified());
    if wildcard {
        return Err(is_wildcard("::1"));
    }
    Ok(address.to_string())
}

fn malformed_ipv6() -> Problem {
    Problem::new(
        Code::HOST_IPV6,
        "the host is not an IPv6 address",
        "write it in full, e.g. `[2001:db8::1]`, with the port after the bracket in a URL: `[2001:db8::1]:6379`",
    )
}

fn is_wildcard(instead: &str) -> Problem {
    Problem::new(
        Code::HOST_WILDCARD,
        "the host means every address: a server can listen there, but nothing can connect to it",
        format!("write `{instead}` for this machine, or the server's name"),
    )
}

/// Checks a host name or an IPv4 address. No message contains the text, because in a URL without `@` it may be a password.
pub(super) fn name(text: &str) -> Result<String, Problem> {
    let problem = |code, message: &str, help: &str| Err(Problem::new(code, message, help));
    if text.is_empty() {
        return problem(
            Code::HOST_MISSING,
            "the host is missing",
            "write its name or address, e.g. `127.0.0.1`",
        );
    }
    // Addresses to listen on, copied from the server's configuration.
    if matches!(text, "*" | "0.0.0.0" | "0.0.0.0.") {
        return Err(is_wildcard("127.0.0.1"));
    }
    // `bücher.example`: resolvers differ in how they encode it.
    if !text.is_ascii() {
        return problem(
            Code::HOST_NON_ASCII,
            "the host holds characters outside ASCII",
            "write the name as the name service knows it, e.g. `xn--bcher-kva.example` for `bücher.example`",
        );
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !text.chars().all(legal) {
        return problem(
            Code::HOST_CHARACTER,
            "the host holds a character that no host name has",
            "a host name has letters, digits, `-`, `_` and `.`, e.g. `redis.example.com`",
        );
    }
    let labels = text.strip_suffix('.').unwrap_or(text);
    if text.len() > 253 || labels.split('.').any(|label| label.len() > 63) {
        return problem(
            Code::HOST_TOO_LONG,
            "the host is longer than a host name can be",
            "a host name has at most 253 characters, and 63 between two points",
        );
    }
    let last = labels.rsplit('.').next().unwrap_or(labels);
    // `127.1`, `0x7f000001`, `010.0.0.1`: `inet_aton` and the URL standard read them as different addresses.
    if is_number(last) {
        return match text.parse::<Ipv4Addr>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => problem(
                Code::HOST_NUMBER,
                "the host is a number, which programs read as different addresses",
                "write an IPv4 address with its four parts, e.g. `127.0.0.1`",
            ),
        };
    }
    let dash = |label: &str| label.starts_with('-') || label.ends_with('-');
    if labels
        .split('.')
        .any(|label| label.is_empty() || dash(label))
    {
        return problem(
            Code::HOST_LABEL,
            "the host has an empty part, or one with `-` at its start or end",
            "write it like `redis.example.com`",
        );
    }
    Ok(text.to_owned())
}

/// Whether the URL standard reads a host with this last label as an IPv4 address: decimal, octal or hexadecimal (WHATWG
/// URL, "ends in a number").
fn is_number(label: &str) -> bool {
    let hex = label
        .strip_prefix("0x")
        .or_else(|| label.strip_prefix("0X"));
    match hex {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_hexdigit()),
        None => !label.is_empty() && label.bytes().all(|b| b.is_ascii_digit()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts() {
        for (text, want) in [
            ("localhost", "localhost"),
            ("redis_cache", "redis_cache"),
            ("Redis.Example.com.", "Redis.Example.com."),
            ("10.0.0.1", "10.0.0.1"),
            ("deadbeef", "deadbeef"),
            ("1redis", "1redis"),
            ("::1", "::1"),
            ("[2001:DB8:0:0::1]", "2001:db8::1"),
            ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
        ] {
            assert_eq!(check(text).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn refuses() {
        let long = "a".repeat(64);
        let longer = "a.".repeat(127);
        for (text, code) in [
            ("", Code::HOST_MISSING),
            ("redis://h", Code::HOST_SCHEME),
            ("h:6379", Code::HOST_PORT),
            ("[::1]:6379", Code::HOST_PORT),
            ("[::1", Code::HOST_IPV6),
            ("[::1]x", Code::HOST_IPV6),
            ("[h]", Code::HOST_IPV6),
            ("1:2:3", Code::HOST_IPV6),
            ("fe80::1%eth0", Code::HOST_ZONE),
            ("::", Code::HOST_WILDCARD),
            ("0::0", Code::HOST_WILDCARD),
            ("::ffff:0.0.0.0", Code::HOST_WILDCARD),
            ("0.0.0.0", Code::HOST_WILDCARD),
            ("*", Code::HOST_WILDCARD),
            ("bücher.example", Code::HOST_NON_ASCII),
            ("a b", Code::HOST_CHARACTER),
            ("a/b", Code::HOST_CHARACTER),
            ("a,b", Code::HOST_CHARACTER),
            ("a%41", Code::HOST_CHARACTER),
            ("user@h", Code::HOST_CHARACTER),
            (&long, Code::HOST_TOO_LONG),
            (&longer, Code::HOST_TOO_LONG),
            ("0", Code::HOST_NUMBER),
            ("127.1", Code::HOST_NUMBER),
            ("0x7f000001", Code::HOST_NUMBER),
            ("0X7F.1", Code::HOST_NUMBER),
            ("a.0x", Code::HOST_NUMBER),
            ("2130706433", Code::HOST_NUMBER),
            ("010.0.0.1", Code::HOST_NUMBER),
            ("1.2.3.4.5", Code::HOST_NUMBER),
            ("256.0.0.1", Code::HOST_NUMBER),
            ("127.0.0.1.", Code::HOST_NUMBER),
            ("a..b", Code::HOST_LABEL),
            (".a", Code::HOST_LABEL),
            (".", Code::HOST_LABEL),
            ("-a", Code::HOST_LABEL),
            ("a-.b", Code::HOST_LABEL),
        ] {
            assert_eq!(check(text).unwrap_err().code, code, "{text}");
        }
    }
}
