//! `host[:port]` and lists of it.

use super::host::{self, Host};
use super::scheme::{Family, Scheme};
use crate::Endpoint;
use crate::bytes::{self, cut, digits, find, split_once};
use crate::constant::{ConstText, Digits, Fault, any_before, fault, tri};
use crate::text::Items;
use crate::text::ip;

/// One server.
#[derive(Clone, Copy)]
pub(crate) struct Server<'a> {
    pub(crate) host: Host<'a>,
    pub(crate) port: u16,
}

impl Server<'_> {
    pub(crate) const fn is(self, other: Self) -> bool {
        self.host.is(other.host) && self.port == other.port
    }
}

impl From<Server<'_>> for Endpoint {
    fn from(server: Server<'_>) -> Self {
        Self::Tcp {
            host: server.host.to_string(),
            port: server.port,
        }
    }
}

/// Checks the hosts between the user info and the path.
pub(super) const fn check(hosts: &str, scheme: Scheme) -> Result<(), Fault> {
    let several = find(hosts.as_bytes(), b',').is_some();
    if several && matches!(scheme.family, Family::Tcp) {
        return Err(
            fault!(URL_SEVERAL_HOSTS, "a `{0}://` URL names one host, not several"
            => "write one host; or, with `topology = cluster`, `redis+cluster://10.0.0.1:7000,10.0.0.2:7000`; or, with `topology = sentinel`, `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`"; scheme.name),
        );
    }
    let port = scheme.port();
    let mut items = Items(Some(hosts));
    let mut at = 0;
    while let Some(one) = items.take_item() {
        let what = if one.is_empty() && several {
            "empty"
        } else {
            let one = tri!(server(one, port));
            if !any_before!(hosts, at, other => one.is(tri!(server(other, port)))) {
                at += 1;
                continue;
            }
            "there already"
        };
        return Err(fault!(URL_HOST_LIST, "host {0} of the URL is {1}"
            => "write each host once, with a comma between two: `10.0.0.1:7000,10.0.0.2:7000`";
            Digits::of(at as i128 + 1).text(), what));
    }
    Ok(())
}

/// Checks one `host[:port]`.
pub(crate) const fn server(text: &str, default_port: u16) -> Result<Server<'_>, Fault> {
    if let [b'[', inside @ ..] = text.as_bytes() {
        let (address, rest) = cut(inside, b']');
        let message = match rest {
            [b':', number @ ..] => {
                let host = tri!(host::ipv6(address));
                let port = tri!(port(bytes::text(number)));
                return Ok(Server { host, port });
            }
            [] if address.len() < inside.len() => {
                let host = tri!(host::ipv6(address));
                return Ok(Server {
                    host,
                    port: default_port,
                });
            }
            [] => "the IPv6 address has no closing `]`",
            _ => "the IPv6 address is followed by something that is no port",
        };
        let help = "write `[2001:db8::1]:6379`";
        return Err(fault!(HOST_IPV6, message => help));
    }
    let (host, port) = match split_once(text, b':') {
        None => (text, default_port),
        Some((_, rest)) if find(rest.as_bytes(), b':').is_some() => return Err(two_colons(text)),
        Some((host, _)) if host.is_empty() => (host, default_port),
        Some((host, number)) => (host, tri!(port(number))),
    };
    let host = tri!(host::name(host));
    Ok(Server { host, port })
}

const fn two_colons(text: &str) -> Fault {
    // `redis://u:p:6379`: quoted only if it is an address, because it may be a user name and a password.
    let meant = meant(text);
    let help = match meant.as_bytes() {
        [b'[', ..] if server(meant.as_str(), 0).is_ok() => {
            "put an IPv6 address in brackets: write `{0}`"
        }
        _ => {
            "put an IPv6 address in brackets: `[2001:db8::1]:6379`; a user name and password end with `@`: `redis://USER:PASSWORD@host`"
        }
    };
    fault!(HOST_BRACKETS, "the host has more than one `:`" => help; meant.as_str())
}

/// A server with its IPv6 address in brackets and its port without leading zeros.
pub(super) const fn meant(text: &str) -> ConstText {
    if let Some((host, port)) = host::with_port(text) {
        return ConstText::of(&["[", host, "]:", port]);
    }
    if ip::v6(text.as_bytes()).is_some() {
        return ConstText::of(&["[", text, "]"]);
    }
    let (host, port) = host::last_part(text);
    ConstText::of(&[host, if port.is_empty() { "" } else { ":" }, port])
}

const fn port(text: &str) -> Result<u16, Fault> {
    let bytes = text.as_bytes();
    let number = digits(bytes) == bytes.len();
    if let ([b'1'..=b'9', ..], Ok(port), true) = (bytes, u16::from_str_radix(text, 10), number) {
        return Ok(port);
    }
    let (mut meant, mut i) = (text, 0);
    while i + 1 < bytes.len() && bytes[i] == b'0' {
        i += 1;
        meant = text.split_at(i).1;
    }
    let (message, help) = match bytes {
        [] => (
            "the port is missing after `:`",
            "write a port from 1 to 65535, e.g. `6379`",
        ),
        [b'0', _, ..] if number && port(meant).is_ok() => {
            ("the port has leading zeros", "write the port as `{1}`")
        }
        _ if number && bytes.len() <= 5 => (
            "port {0} is out of range",
            "write a port from 1 to 65535, e.g. `6379`",
        ),
        // `redis://user:secret`: not quoted, because without an `@` it may be a password.
        _ => (
            "the port is not a number from 1 to 65535",
            "write a port from 1 to 65535, e.g. `6379`; a password ends with `@`: `redis://:PASSWORD@host:6379`",
        ),
    };
    Err(fault!(URL_PORT, message => help; text, meant))
}
