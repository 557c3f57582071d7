//! `host[:port]` and lists of it.

use std::net::Ipv6Addr;

use super::host;
use super::scheme::{Family, Scheme};
use crate::{Code, DEFAULT_PORT, DEFAULT_SENTINEL_PORT, Endpoint, Problem};

/// Parses the hosts between the user info and the path.
pub(super) fn endpoints(raw: &str, scheme: Scheme) -> Result<Vec<Endpoint>, Problem> {
    let port = match scheme.family {
        Family::Sentinel => DEFAULT_SENTINEL_PORT,
        Family::Tcp | Family::Cluster | Family::Unix => DEFAULT_PORT,
    };
    if scheme.family == Family::Tcp {
        if raw.contains(',') {
            return Err(Problem::new(
                Code::URL_SEVERAL_HOSTS,
                format!("a `{}://` URL names one host, not several", scheme.name),
                "write one host; or, with `topology = cluster`, `redis+cluster://10.0.0.1:7000,10.0.0.2:7000`; or, with `topology = sentinel`, `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`",
            ));
        }
        return Ok(vec![endpoint(raw, port)?]);
    }
    let mut endpoints = Vec::new();
    for (at, one) in raw.split(',').enumerate() {
        let bad = |what: &str| {
            Problem::new(
                Code::URL_HOST_LIST,
                format!("host {} of the URL is {what}", at + 1),
                "write each host once, with a comma between two: `10.0.0.1:7000,10.0.0.2:7000`",
            )
        };
        if one.is_empty() && raw.contains(',') {
            return Err(bad("empty"));
        }
        let one = endpoint(one, port)?;
        if endpoints.contains(&one) {
            return Err(bad("there already"));
        }
        endpoints.push(one);
    }
    Ok(endpoints)
}

/// Parses one `host[:port]`.
pub(crate) fn endpoint(raw: &str, default_port: u16) -> Result<Endpoint, Problem> {
    if let Some(inside) = raw.strip_prefix('[') {
        let (address, after) = inside.split_once(']').ok_or_else(|| {
            Problem::new(
                Code::HOST_IPV6,
                "the IPv6 address has no closing `]`",
                "write `[2001:db8::1]:6379`",
            )
        })?;
        let host = host::ipv6(address)?;
        let port = match after.strip_prefix(':') {
            Some(port) => self::port(port)?,
            None if after.is_empty() => default_port,
            None => {
                return Err(Problem::new(
                    Code::HOST_IPV6,
                    "the IPv6 address is followed by something that is no port",
                    "write `[2001:db8::1]:6379`",
                ));
            }
        };
        return Ok(Endpoint::Tcp { host, port });
    }
    let (host, port) = match raw.split_once(':') {
        None => (raw, default_port),
        Some((_, after)) if after.contains(':') => return Err(two_colons(raw)),
        Some(("", _)) => ("", default_port),
        Some((host, port)) => (host, self::port(port)?),
    };
    let host = host::name(host)?;
    Ok(Endpoint::Tcp { host, port })
}

fn two_colons(raw: &str) -> Problem {
    // `redis://u:p:6379`: quoted only if it is an address, because it may be a user name and a password.
    let address = raw.parse::<Ipv6Addr>().is_ok();
    Problem::new(
        Code::HOST_BRACKETS,
        "the host has more than one `:`",
        if address {
            format!("put an IPv6 address in brackets: write `[{raw}]:6379`")
        } else {
            "put an IPv6 address in brackets: `[2001:db8::1]:6379`; a user name and password end with `@`: `redis://USER:PASSWORD@host`".to_owned()
        },
    )
}

fn port(raw: &str) -> Result<u16, Problem> {
    let legal = !raw.is_empty() && raw.bytes().all(|b| b.is_ascii_digit());
    let number = raw.parse::<u16>().ok().filter(|port| *port > 0);
    match number {
        Some(port) if legal && !raw.starts_with('0') => Ok(port),
        _ => Err(Problem::new(
            Code::URL_PORT,
            if raw.is_empty() {
                "the port is missing after `:`".to_owned()
            } else if legal && raw.len() <= 5 {
                format!("port {raw} is out of range")
            } else {
                // `redis://user:secret`: not quoted, because without an `@` it may be a password.
                "the port is not a number from 1 to 65535".to_owned()
            },
            if legal || raw.is_empty() {
                "write a port from 1 to 65535, e.g. `6379`"
            } else {
                "write a port from 1 to 65535, e.g. `6379`; a password ends with `@`: `redis://:PASSWORD@host:6379`"
            },
        )),
    }
}
