//! The hosts that connections may go to: names, domains and networks.

use std::fmt;
use std::net::IpAddr;

use crate::{Code, Problem, text, url};

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
        let text = text.trim();
        if text.contains("://") {
            return url::host(text).map(Self::Exactly);
        }
        if let Some((address, bits)) = text.split_once('/') {
            return network(address, bits);
        }
        if let Some(domain) = text.strip_prefix("*.") {
            // `*.10.0.0.1`: an address is not part of a domain.
            return match url::host(domain)? {
                domain if domain.parse::<IpAddr>().is_ok() => Err(bad(
                    "is a wildcard before an address",
                    "write a network, e.g. `10.0.0.0/8`, for all addresses that start so",
                )),
                domain => Ok(Self::Below(folded(&domain))),
            };
        }
        // `node-*.internal`, `*`: other wildcards are not supported.
        if text.contains('*') {
            return Err(bad(
                "has a `*` elsewhere than before a domain",
                "write `*.redis.internal` for every name below a domain, or leave the setting out to allow every host",
            ));
        }
        url::host(text).map(|host| Self::Exactly(folded(&host)))
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

fn bad(what: &str, help: &str) -> Problem {
    Problem::new(Code::ALLOWED_HOST, format!("the host {what}"), help)
}

fn network(address: &str, bits: &str) -> Result<AllowedHost, Problem> {
    const HELP: &str =
        "write an address and how many of its bits count, e.g. `10.0.0.0/8` or `fd00::/8`";
    let none = || bad("is not a network", HELP);
    let address: IpAddr = address.parse().map_err(|_| none())?;
    let number: u8 = text::parse_integer(bits).map_err(|_| none())?;
    if number > width(address) {
        return Err(bad("is a network of more bits than its address has", HELP));
    }
    // `10.1.2.3/8`: the bits after the prefix would be ignored, so either the address or the length is a mistake.
    let first = number_of(address);
    let kept = first & mask(number, width(address));
    if first != kept {
        return Err(bad(
            "is a network whose address has bits set after its prefix",
            &format!(
                "write `{}/{number}`, or more bits",
                address_of(kept, address)
            ),
        ));
    }
    Ok(AllowedHost::Network(address, number))
}

fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn number_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The address with this number, of the family of `like`.
fn address_of(number: u128, like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(number).unwrap_or(u32::MAX).into()),
        IpAddr::V6(_) => IpAddr::V6(number.into()),
    }
}

/// A mask of the first `bits` of `width`.
fn mask(bits: u8, width: u8) -> u128 {
    let all = u128::MAX >> (128 - u32::from(width));
    let rest = u32::from(width.saturating_sub(bits));
    all & u128::MAX.checked_shl(rest).unwrap_or(0)
}

fn starts_so(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let same_family = address.is_ipv4() == network.is_ipv4();
    same_family && number_of(address) & mask(bits, width(network)) == number_of(network)
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
    let mut hosts = Vec::new();
    for (at, one) in text::split_list(text)?.into_iter().enumerate() {
        let number = at + 1;
        let host = AllowedHost::parse(one).map_err(|problem| {
            let message = format!("host {number} of the list: {}", problem.message);
            let help = match problem.code {
                // The usual help suggests `port`, which does not apply to a list.
                Code::HOST_PORT | Code::HOST_SCHEME => {
                    "write the name alone, e.g. `*.redis.internal` or `10.0.0.0/8`".to_owned()
                }
                _ => problem.help,
            };
            Problem::new(problem.code, message, help).of_item(at)
        })?;
        if hosts.contains(&host) {
            let message = format!("host {number} of the list is there already");
            return Err(
                Problem::new(Code::ALLOWED_HOST, message, "name each host once").of_item(at),
            );
        }
        hosts.push(host);
    }
    Ok(hosts)
}

#[cfg(test)]
mod tests {
    use super::*;

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
