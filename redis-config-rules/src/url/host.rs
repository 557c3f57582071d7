//! Hosts: names, IPv4 and IPv6 addresses.

use std::fmt;
use std::net::Ipv6Addr;

use crate::Problem;
use crate::bytes::{self, contains, cut, find, split_once, starts_with};
use crate::constant::{Fault, fault};
use crate::text::ip;

/// A legal host.
#[derive(Clone, Copy)]
pub(crate) enum Host<'a> {
    /// A name or an IPv4 address.
    Name(&'a str),
    Ipv6(Ipv6Addr),
}

impl Host<'_> {
    /// Whether both are written as the same host.
    pub(super) const fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Name(one), Self::Name(other)) => bytes::equal(one.as_bytes(), other.as_bytes()),
            (Self::Ipv6(one), Self::Ipv6(other)) => one.to_bits() == other.to_bits(),
            _ => false,
        }
    }
}

/// The normal form: a name, or an address without brackets.
impl fmt::Display for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Ipv6(address) => address.fmt(f),
        }
    }
}

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
/// assert!(host("::1:6379").is_err());
/// assert!(host("127.1").is_err());
/// ```
pub fn check(text: &str) -> Result<String, Problem> {
    Ok(scan(text, None)?.to_string())
}

/// [`check`] for constants. `alone` is the help where the settings `port` and `url` do not apply.
pub(crate) const fn scan<'a>(text: &'a str, alone: Option<&str>) -> Result<Host<'a>, Fault> {
    let bytes = text.as_bytes();
    if contains(bytes, b"://") {
        let host = host_of_url(text);
        let help = match (alone, host.is_empty()) {
            (Some(_), false) => "write `{0}`",
            (Some(help), true) => help,
            (None, false) => "write `{0}`, or set `url` in place of `host`",
            (None, true) => {
                "write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`"
            }
        };
        return Err(fault!(HOST_SCHEME, "the host has a scheme" => help; host));
    }
    let (host, port) = match bytes {
        [b'[', inside @ ..] => {
            let (address, rest) = cut(inside, b']');
            match rest {
                [b':', port @ ..] => (address, port),
                [] if address.len() < inside.len() => return ipv6(address),
                _ => return Err(NOT_IPV6),
            }
        }
        _ => match split_once(text, b':') {
            None => return name(text),
            Some((host, port)) if find(port.as_bytes(), b':').is_none() => {
                (host.as_bytes(), port.as_bytes())
            }
            Some(_) => match with_port(text) {
                Some((host, port)) => {
                    let is_address = ip::v6(bytes).is_some();
                    return Err(ambiguous(host, port, is_address, alone.is_some()));
                }
                None => return ipv6(bytes),
            },
        },
    };
    let legal = ip::v6(host).is_some() || name(bytes::text(host)).is_ok();
    let help = match (alone, port) {
        (None, [b'1'..=b'9', rest @ ..])
            if legal && rest.len() < 5 && bytes::digits(rest) == rest.len() =>
        {
            "write `{0}`, and set `port` to `{1}`"
        }
        (Some(_), _) if legal => "write `{0}`",
        (None, _) => "write the name alone, e.g. `127.0.0.1`, and set `port` to the number",
        (Some(help), _) => help,
    };
    Err(fault!(HOST_PORT, "the host has a port" => help; bytes::text(host), bytes::text(port)))
}

/// `::1:6379`: an address, too, unless that has too many parts, but hardly the one that was meant.
const fn ambiguous(host: &str, port: &str, is_address: bool, alone: bool) -> Fault {
    let help = match (alone, is_address) {
        (false, true) => {
            "write `{0}`, and set `port` to `{1}`; or, if all of it is the address, `[{0}:{1}]`"
        }
        (false, false) => "write `{0}`, and set `port` to `{1}`",
        (true, true) => "write `{0}`; or, if all of it is the address, `[{0}:{1}]`",
        (true, false) => "write `{0}`",
    };
    fault!(HOST_PORT, "the IPv6 address ends like a port" => help; host, port)
}

/// An IPv6 address without brackets and the port after it. `::1:6379` is an address, too, but hardly the one that was meant.
pub(super) const fn with_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = last_part(text);
    let number = bytes::digits(port.as_bytes()) == port.len();
    let is_port = port.len() >= 4 && number && u16::from_str_radix(port, 10).is_ok();
    match ip::v6(host.as_bytes()) {
        Some(_) if is_port => Some((host, port)),
        _ => None,
    }
}

/// What is before the last colon, and what follows it, without leading zeros.
pub(super) const fn last_part(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut colon = text.len();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == b':' {
            colon = i;
        }
        i += 1;
    }
    let (host, port) = text.split_at(colon);
    let mut port = bytes::after(port.as_bytes(), !port.is_empty() as usize);
    while let [b'0', rest @ ..] = port {
        port = rest;
    }
    (host, bytes::text(port))
}

/// The host of a URL; empty if it may be a part of user info.
const fn host_of_url(text: &str) -> &str {
    let mut rest = text.as_bytes();
    if let Some(at) = bytes::position(rest, b"://") {
        rest = rest.split_at(at + 3).1;
    }
    let authority = cut(cut(cut(rest, b'/').0, b'?').0, b'#').0;
    let tail = rest.split_at(authority.len()).1;
    rest = authority;
    while let Some(at) = find(rest, b'@') {
        rest = rest.split_at(at + 1).1;
    }
    let (host, port) = cut(rest, b':');
    let host = bytes::text(host);
    // Where more than a database follows, the text up to the `/` may be the start of a password.
    let database = match tail {
        [] => true,
        [b'/', number @ ..] => bytes::digits(number) == number.len(),
        _ => false,
    };
    let is_plain = database && bytes::digits(port) == port.len();
    if is_plain && name(host).is_ok() {
        host
    } else {
        ""
    }
}

const NOT_IPV6: Fault = fault!(HOST_IPV6, "the host is not an IPv6 address"
    => "write it in full, e.g. `[2001:db8::1]`, with the port after the bracket in a URL: `[2001:db8::1]:6379`");

/// Checks an IPv6 address.
pub(super) const fn ipv6<'a>(text: &[u8]) -> Result<Host<'a>, Fault> {
    // `fe80::1%eth0`: the zone has a meaning on this machine only.
    if find(text, b'%').is_some() {
        return Err(fault!(HOST_ZONE, "the IPv6 address has a zone"
            => "write an address that is unique without one, or a host name"));
    }
    let Some(address) = ip::v6(text) else {
        return Err(NOT_IPV6);
    };
    // `::`, and 0.0.0.0 mapped to IPv6.
    if matches!(address.to_bits(), 0 | 0xffff_0000_0000) {
        return Err(wildcard("::1"));
    }
    Ok(Host::Ipv6(address))
}

const fn wildcard(instead: &str) -> Fault {
    fault!(HOST_WILDCARD, "the host means every address: a server can listen there, but nothing can connect to it"
        => "write `{0}` for this machine, or the server's name"; instead)
}

/// Checks a host name or an IPv4 address. No message contains the text, because in a URL without `@` it may be a password.
pub(super) const fn name(text: &str) -> Result<Host<'_>, Fault> {
    let bytes = text.as_bytes();
    let whole = match bytes {
        [whole @ .., b'.'] => whole,
        whole => whole,
    };
    let (mut last, mut left) = cut(whole, b'.');
    let mut rest = whole.len() - last.len();
    let mut is_long = bytes.len() > 253;
    let mut is_odd = false;
    let (mut parts, mut is_dotted) = (0, true);
    loop {
        parts += 1;
        is_dotted &= bytes::digits(last) == last.len();
        is_long |= last.len() > 63;
        is_odd |= matches!(last, [] | [b'-', ..] | [.., b'-']);
        if rest == 0 {
            break;
        }
        (last, left) = cut(left, b'.');
        rest -= last.len() + 1;
    }
    let fault = if bytes.is_empty() {
        fault!(HOST_MISSING, "the host is missing" => "write its name or address, e.g. `127.0.0.1`")
    } else if matches!(bytes, b"*" | b"0.0.0.0" | b"0.0.0.0.") {
        // Addresses to listen on, copied from the server's configuration.
        return Err(wildcard("127.0.0.1"));
    } else if !bytes.is_ascii() {
        // `bücher.example`: resolvers differ in how they encode it.
        fault!(HOST_NON_ASCII, "the host holds characters outside ASCII"
            => "write the name as the name service knows it, e.g. `xn--bcher-kva.example` for `bücher.example`")
    } else if !bytes::is_alphanumeric_or(bytes, b"-_.") {
        fault!(HOST_CHARACTER, "the host holds a character that no host name has"
            => "a host name has letters, digits, `-`, `_` and `.`, e.g. `redis.example.com`")
    } else if is_long {
        fault!(HOST_TOO_LONG, "the host is longer than a host name can be"
            => "a host name has at most 253 characters, and 63 between two points")
    } else if is_number(last) && ip::v4(bytes).is_none() {
        if is_dotted && parts == 4 {
            return Err(
                fault!(HOST_NUMBER, "the host is no IPv4 address: each part is a number from 0 to 255, without leading zeros"
                => "write an IPv4 address like `127.0.0.1`, or a name"),
            );
        }
        // `127.1`, `0x7f000001`: `inet_aton` and the URL standard read them as different addresses.
        fault!(HOST_NUMBER, "the host is a number, which programs read as different addresses"
            => "write an IPv4 address with its four parts, e.g. `127.0.0.1`")
    } else if is_odd {
        fault!(HOST_LABEL, "the host has an empty part, or one with `-` at its start or end"
            => "write it like `redis.example.com`")
    } else {
        return Ok(Host::Name(text));
    };
    Err(fault)
}

/// Whether the URL standard reads a host with this last label as an IPv4 address: decimal, octal or hexadecimal (WHATWG
/// URL, "ends in a number").
const fn is_number(label: &[u8]) -> bool {
    if !starts_with(label, b"0x") && !starts_with(label, b"0X") {
        return !label.is_empty() && bytes::digits(label) == label.len();
    }
    let mut i = 2;
    while i < label.len() && label[i].is_ascii_hexdigit() {
        i += 1;
    }
    i == label.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

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
            // The last part is no port of a server, or nothing before it is an address.
            ("::1:1", "::1:1"),
            ("::1:0379", "::1:379"),
            ("fd00::1:63ab", "fd00::1:63ab"),
            ("2001:db8::6379", "2001:db8::6379"),
            ("1:2:3:4:5:6:7:6379", "1:2:3:4:5:6:7:6379"),
            ("[::1:6379]", "::1:6379"),
        ] {
            assert_eq!(check(text).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn a_port_after_an_ipv6_address_is_not_a_part_of_it() {
        for (text, help) in [
            (
                "::1:6379",
                "write `::1`, and set `port` to `6379`; or, if all of it is the address, `[::1:6379]`",
            ),
            (
                "2001:db8::a:7000",
                "write `2001:db8::a`, and set `port` to `7000`; or, if all of it is the address, `[2001:db8::a:7000]`",
            ),
            ("::1:26379", "write `::1`, and set `port` to `26379`"),
            (
                "1:2:3:4:5:6:7:8:6379",
                "write `1:2:3:4:5:6:7:8`, and set `port` to `6379`",
            ),
            (
                "::ffff:10.0.0.1:6379",
                "write `::ffff:10.0.0.1`, and set `port` to `6379`",
            ),
        ] {
            let problem = check(text).unwrap_err();
            assert_eq!(
                problem.message, "the IPv6 address ends like a port",
                "{text}"
            );
            assert_eq!(problem.help, help);
            assert_eq!(problem.code, Code::HOST_PORT);
            let written: Vec<_> = help.split('`').skip(1).step_by(2).collect();
            check(written[0]).unwrap();
            if let Some(whole) = written.get(3) {
                check(whole).unwrap();
            }
        }
        let alone = scan("::1:6379", Some("")).map(|_| ()).unwrap_err();
        assert_eq!(
            Problem::from(alone).help,
            "write `::1`; or, if all of it is the address, `[::1:6379]`"
        );
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
            ("::1:99999", Code::HOST_IPV6),
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
