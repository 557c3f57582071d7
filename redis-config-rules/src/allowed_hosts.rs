//! The hosts that connections may go to: names, domains and networks.

use std::fmt;
use std::net::IpAddr;

use crate::constant::{Fault, any_before, fault, tri, with_commas};
use crate::text;
use crate::text::ip;
use crate::url::{self, Host};
use crate::{Problem, bytes};

/// One item of a list of allowed hosts.
///
/// ```
/// use redis_config_rules::allowed_hosts::AllowedHost;
///
/// let domain = AllowedHost::parse("*.redis.internal")?;
/// assert!(domain.allows("node-1.redis.internal"));
/// assert!(!domain.allows("redis.internal"));
///
/// let network = AllowedHost::parse("10.0.0.0/8")?;
/// assert!(network.allows("10.1.2.3"));
/// assert!(!network.allows("11.1.2.3"));
/// # Ok::<(), redis_config_rules::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AllowedHost {
    /// One name or address: `redis.internal`, `10.0.0.1`, `2001:db8::1`.
    Exactly(String),
    /// All names below a domain, without the domain: `*.redis.internal`.
    Below(String),
    /// All addresses of a network, with the length of its prefix: `10.0.0.0/8`, `fd00::/8`.
    Network(IpAddr, u8),
}

impl AllowedHost {
    /// Parses one item.
    ///
    /// # Errors
    ///
    /// Code `allowed-host` for a wildcard that is not at the start and for a malformed network; the errors of hosts.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Ok(match scan_one(bytes::trim(text))? {
            Scanned::Exactly(host) => Self::Exactly(folded(&host.to_string())),
            Scanned::Below(domain) => Self::Below(folded(domain)),
            Scanned::Network(address, bits) => Self::Network(address, bits),
        })
    }

    /// Whether a host (a name, or an address without brackets) matches.
    ///
    /// Names are compared as text, ignoring case. They are not resolved.
    pub fn allows(&self, host: &str) -> bool {
        match self {
            Self::Exactly(own) => *own == folded(host),
            Self::Below(domain) => folded(host)
                .strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
            Self::Network(network, bits) => {
                let address = host.parse::<IpAddr>().map(|one| one.to_canonical());
                address.is_ok_and(|address| starts_so(address, *network, *bits))
            }
        }
    }
}

/// The item as it is written in a list.
impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(host) => f.write_str(host),
            Self::Below(domain) => write!(f, "*.{domain}"),
            Self::Network(network, bits) => write!(f, "{network}/{bits}"),
        }
    }
}

/// The form in which hosts are compared: `Redis.Internal.` becomes `redis.internal`.
fn folded(host: &str) -> String {
    let host = host.strip_suffix('.').unwrap_or(host);
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().to_string(),
        Err(_) => host.to_ascii_lowercase(),
    }
}

/// An [`AllowedHost`] for constants.
#[derive(Clone, Copy)]
enum Scanned<'a> {
    Exactly(Host<'a>),
    Below(&'a str),
    Network(IpAddr, u8),
}

impl Scanned<'_> {
    /// Whether both allow the same hosts.
    const fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Below(one), Self::Below(other)) => is_same_name(one, other),
            (Self::Network(one, bits), Self::Network(other, width)) => {
                one.is_ipv4() == other.is_ipv4()
                    && ip::number(one).0 == ip::number(other).0
                    && bits == width
            }
            (Self::Exactly(one), Self::Exactly(other)) => match (number(one), number(other)) {
                (Some(one), Some(other)) => one == other,
                (None, None) => match (one, other) {
                    (Host::Name(one), Host::Name(other)) => is_same_name(one, other),
                    _ => false,
                },
                _ => false,
            },
            _ => false,
        }
    }
}

/// The address as an IPv6 address, if it is one.
const fn number(host: Host<'_>) -> Option<u128> {
    match host {
        Host::Ipv6(address) => Some(address.to_bits()),
        Host::Name(name) => match ip::v4(name.as_bytes()) {
            Some(address) => Some(address.to_ipv6_mapped().to_bits()),
            None => None,
        },
    }
}

/// Whether names are equal, ignoring case and a point at the end.
const fn is_same_name(one: &str, other: &str) -> bool {
    const fn whole(name: &str) -> &[u8] {
        match name.as_bytes() {
            [whole @ .., b'.'] => whole,
            whole => whole,
        }
    }
    bytes::equal_ignoring_case(whole(one), whole(other))
}

const fn scan_one(text: &str) -> Result<Scanned<'_>, Fault> {
    const ALONE: Option<&str> =
        Some("write the name alone, e.g. `*.redis.internal` or `10.0.0.0/8`");
    let url = bytes::contains(text.as_bytes(), b"://");
    if let Some((address, bits)) = bytes::split_once(text, b'/')
        && !url
    {
        return network(address, bits);
    }
    let (what, help) = match text.as_bytes() {
        [b'*', b'.', ..] => match tri!(url::scan_host(text.split_at(2).1, ALONE)) {
            Host::Name(domain) if ip::v4(domain.as_bytes()).is_none() => {
                return Ok(Scanned::Below(domain));
            }
            // `*.10.0.0.1`: an address is not part of a domain.
            _ => (
                "the host is a wildcard before an address",
                "write a network, e.g. `10.0.0.0/8`, for all addresses that start so",
            ),
        },
        // `node-*.internal`, `*`: other wildcards are not supported.
        bytes if bytes::find(bytes, b'*').is_some() && !url => (
            "the host has a `*` elsewhere than before a domain",
            "write `*.redis.internal` for every name below a domain, or leave the setting out to allow every host",
        ),
        _ => return Ok(Scanned::Exactly(tri!(url::scan_host(text, ALONE)))),
    };
    Err(fault!(ALLOWED_HOST, what => help))
}

const fn network<'a>(address: &str, bits: &str) -> Result<Scanned<'a>, Fault> {
    const HELP: &str =
        "write an address and how many of its bits count, e.g. `10.0.0.0/8` or `fd00::/8`";
    let (Some(address), Ok(Some(kept @ 0..=255))) =
        (ip::any(address.as_bytes()), text::scan_integer(bits))
    else {
        return Err(fault!(ALLOWED_HOST, "the host is not a network" => HELP));
    };
    let (number, width) = ip::number(address);
    if kept > width as i128 {
        let message = "the host is a network of more bits than its address has";
        return Err(fault!(ALLOWED_HOST, message => HELP));
    }
    // `10.1.2.3/8`: the bits after the prefix would be ignored, so either the address or the length is a mistake.
    let first = number & mask(kept as u32, width);
    if first != number {
        return Err(
            fault!(ALLOWED_HOST, "the host is a network whose address has bits set after its prefix"
            => "write `{0}/{1}`, or more bits"; ip::write_network(first, width).as_str(), bits),
        );
    }
    Ok(Scanned::Network(address, kept as u8))
}

/// A mask of the first `bits` of `width`.
const fn mask(bits: u32, width: u32) -> u128 {
    match width - bits {
        128 => 0,
        rest => u128::MAX << rest,
    }
}

fn starts_so(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let ((address, width), (network, other)) = (ip::number(address), ip::number(network));
    width == other && address & mask(u32::from(bits), width) == network
}

/// Parses a comma-separated list of hosts.
///
/// # Errors
///
/// Code `list` for an empty item, `allowed-host` for a repeated one; the errors of [`AllowedHost::parse`].
///
/// ```
/// use redis_config_rules::allowed_hosts::parse;
///
/// let hosts = parse("10.0.0.0/8, *.redis.internal")?;
/// assert!(hosts.iter().any(|one| one.allows("10.1.2.3")));
/// # Ok::<(), redis_config_rules::Problem>(())
/// ```
pub fn parse(text: &str) -> Result<Vec<AllowedHost>, Problem> {
    scan(text)?;
    text.split(',').map(AllowedHost::parse).collect()
}

/// [`parse`] for constants.
pub(crate) const fn scan(text: &str) -> Result<(), Fault> {
    with_commas!(text, strict(text), list => strict(list))
}

const fn strict(text: &str) -> Result<(), Fault> {
    let mut items = tri!(text::scan_list(text));
    let mut at = 0;
    while let Some(item) = items.take_item() {
        let host = match scan_one(item) {
            Ok(host) => host,
            Err(fault) => return Err(fault.of_item("host {0} of the list: {1}", at)),
        };
        if any_before!(text, at, item => host.is(tri!(scan_one(item)))) {
            let again = fault!(ALLOWED_HOST, "" => "name each host once");
            return Err(again.of_item("host {0} of the list is there already", at));
        }
        at += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn matches() {
        for (list, host, allowed) in [
            ("redis.internal", "redis.internal", true),
            ("redis.internal", "Redis.Internal.", true),
            ("redis.internal", "a.redis.internal", false),
            ("*.redis.internal", "a.redis.internal", true),
            ("*.redis.internal", "a.b.redis.internal", true),
            ("*.redis.internal", "redis.internal", false),
            ("*.redis.internal", ".redis.internal", false),
            ("*.redis.internal", "evilredis.internal", false),
            ("*.redis.internal", "a.redis.internal.evil.com", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "::ffff:10.0.0.1", true),
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "::ffff:10.0.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "10.example.com", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("10.0.0.7/32", "10.0.0.7", true),
            ("10.0.0.7/32", "10.0.0.6", false),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe00::1", false),
            ("::/0", "::1", true),
            ("::1/128", "::1", true),
            ("[2001:db8::1]", "2001:db8::1", true),
            ("2001:DB8:0::1", "2001:db8::1", true),
            ("a, b , 10.0.0.0/8", "b", true),
        ] {
            let hosts = parse(list).unwrap();
            let found = hosts.iter().any(|one| one.allows(host));
            assert_eq!(found, allowed, "{list} {host}");
        }
    }

    #[test]
    fn display_round_trips() {
        for text in ["a", "*.a", "10.0.0.0/8", "fd00::/8", "2001:db8::1"] {
            let host = AllowedHost::parse(text).unwrap();
            assert_eq!(host.to_string(), text);
            assert_eq!(AllowedHost::parse(&host.to_string()), Ok(host));
        }
    }

    #[test]
    fn refuses() {
        for (text, code) in [
            ("", Code::LIST),
            ("a,,b", Code::LIST),
            ("a,A", Code::ALLOWED_HOST),
            ("*", Code::ALLOWED_HOST),
            ("a.*", Code::ALLOWED_HOST),
            ("*a", Code::ALLOWED_HOST),
            ("*.10.0.0.1", Code::ALLOWED_HOST),
            ("10.0.0.0/33", Code::ALLOWED_HOST),
            ("10.0.0.0/", Code::ALLOWED_HOST),
            ("10.0.0.0/x", Code::ALLOWED_HOST),
            ("a/8", Code::ALLOWED_HOST),
            ("10.0.0.1/8", Code::ALLOWED_HOST),
            ("fd00::/129", Code::ALLOWED_HOST),
            ("a:6379", Code::HOST_PORT),
            ("redis://a", Code::HOST_SCHEME),
            ("127.1", Code::HOST_NUMBER),
            ("0.0.0.0", Code::HOST_WILDCARD),
            ("a b", Code::HOST_CHARACTER),
        ] {
            let problem = parse(text).unwrap_err();
            assert_eq!(problem.code, code, "{text}: {problem}");
            assert!(!problem.help.contains("set `port`"), "{problem}");
        }
        let problem = parse("10.1.2.3/8").unwrap_err();
        assert_eq!(problem.help, "write `10.0.0.0/8`, or more bits");
    }
}
