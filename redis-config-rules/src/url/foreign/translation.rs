//! The parts of the URL that was most likely meant.

use crate::bytes::{self, cut, digits, find, position, split_once, trim};
use crate::constant::{ConstText, tri_some};
use crate::text::Items;
use crate::text::ip;
use crate::url::address;
use crate::url::scheme::{self, Family, Scheme};

/// The parts of the URL that was most likely meant.
#[derive(Clone, Copy)]
pub(super) struct Meant<'a> {
    pub(super) tls: bool,
    pub(super) family: Family,
    pub(super) username: bool,
    pub(super) password: bool,
    pub(super) sentinel_password: bool,
    /// With commas, or the path of a socket.
    pub(super) hosts: ConstText,
    pub(super) database: &'a str,
    pub(super) master: &'a str,
    pub(super) protocol: &'a str,
    /// What to do beside it.
    pub(super) also: ConstText,
}

impl<'a> Meant<'a> {
    const fn new(Scheme { family, tls, .. }: Scheme) -> Self {
        Self {
            tls,
            family,
            username: false,
            password: false,
            sentinel_password: false,
            hosts: ConstText::empty(),
            database: "",
            master: "",
            protocol: "",
            also: ConstText::empty(),
        }
    }

    /// Reads what is no URL, or not one of ours, and names what it is.
    pub(super) const fn read(text: &'a str) -> (&'static str, Option<Self>) {
        let bytes = text.as_bytes();
        if let Some(at) = position(bytes, b"://")
            && bytes::is_alphanumeric_or(bytes.split_at(at).0, b"+-._")
            && let Some(scheme) = scheme::meant(bytes.split_at(at).0)
        {
            let known = scheme::is_known(bytes.split_at(at).0);
            return ("", Self::lenient(scheme, text.split_at(at + 3).1, known));
        }
        if let [b'{' | b'[', ..] = bytes {
            return ("the URL is JSON", Self::json(text));
        }
        if let [b'/', ..] = bytes {
            return (
                "the URL is the path of a socket",
                Self::lenient(scheme::UNIX, text, true),
            );
        }
        let (first, rest) = cut(bytes, b',');
        if find(rest, b'=').is_some() && find(first, b'/').is_none() {
            return ("the URL has the comma syntax of .NET", Self::commas(text));
        }
        // `unix:/run/redis.sock`, `redis:h`
        if let Some((name, rest)) = split_once(text, b':')
            && let Some(scheme) = scheme::find(name.as_bytes())
        {
            return ("", Self::lenient(scheme, rest, false));
        }
        // `h 6379`
        let (host, port) = cut(bytes, b' ');
        if !port.is_empty() && digits(port) == port.len() {
            let mut meant = Self::new(scheme::REDIS);
            meant.hosts = ConstText::of(&[bytes::text(host), ":", bytes::text(port)]);
            return ("the URL is a host and a port", Some(meant));
        }
        ("", Self::lenient(scheme::REDIS, text, false))
    }

    /// Reads what follows `://` in a URL. Unless the scheme is known, a word alone may be a password.
    const fn lenient(scheme: Scheme, text: &'a str, known: bool) -> Option<Self> {
        let mut meant = Self::new(scheme);
        let (rest, fragment) = pair(text, b'#');
        let (front, query) = pair(rest, b'?');
        let end = match find(front.as_bytes(), b'/') {
            Some(end) => end,
            None => front.len(),
        };
        let (authority, path) = front.split_at(end);
        let (user, mut hosts) = match split_once(authority, b'@') {
            Some((user, hosts)) => {
                meant.password = true;
                (user, hosts)
            }
            None => ("", authority),
        };
        let (name, password) = pair(user, b':');
        meant.username = !name.is_empty() && !password.is_empty();
        if meant.password && password.is_empty() {
            meant
                .also
                .push(", or with a user name `USER:PASSWORD@` before the host");
        }
        // The password ends elsewhere.
        if find(text.split_at(end).1.as_bytes(), b'@').is_some() {
            return None;
        }
        if let Family::Unix = scheme.family {
            if bytes::equal(hosts.as_bytes(), b"localhost") {
                hosts = "";
            }
            meant.hosts = ConstText::of(&[if hosts.is_empty() { "" } else { "/" }, hosts, path]);
            // What follows the path without its `?` may be a password.
            if !bytes::ends_with(meant.hosts.as_bytes(), b".sock") {
                return None;
            }
        } else {
            tri_some!(meant.add_hosts(hosts));
            if !known && !meant.password && !meant.has_plain_hosts() {
                return None;
            }
            tri_some!(meant.add_path(path));
        }
        if !fragment.is_empty() {
            match scheme.family {
                Family::Sentinel if is_name(fragment) => meant.master = fragment,
                _ if bytes::equal(fragment.as_bytes(), b"insecure") => meant.insecure(),
                _ => return None,
            }
        }
        let mut left = query;
        while !left.is_empty() {
            let (one, next) = pair(left, b'&');
            let (key, value) = pair(one, b'=');
            tri_some!(meant.add(key.as_bytes(), value, "s"));
            left = next;
        }
        match (scheme.family, meant.family) {
            (Family::Tcp, Family::Sentinel) => meant.also.push(", with `topology = sentinel`"),
            (Family::Tcp, Family::Cluster) => meant.also.push(", with `topology = cluster`"),
            _ => {}
        }
        Some(meant)
    }

    /// `host:6380,password=..,ssl=True`
    const fn commas(text: &'a str) -> Option<Self> {
        let mut meant = Self::new(scheme::REDIS);
        let mut items = Items(Some(text));
        while let Some(item) = items.take_item() {
            match split_once(item, b'=') {
                // The other options have no counterpart.
                Some((key, value)) => _ = meant.add(key.as_bytes(), value, "ms"),
                None => tri_some!(meant.add_hosts(item)),
            }
        }
        if !meant.has_plain_hosts() {
            return None;
        }
        Some(meant)
    }

    /// The credentials in `VCAP_SERVICES` and the like.
    const fn json(text: &'a str) -> Option<Self> {
        let mut meant = Self::new(scheme::REDIS);
        let (uri, url) = (member(text, "uri"), member(text, "url"));
        let url = if uri.is_empty() { url } else { uri };
        if let Some(at) = position(url.as_bytes(), b"://")
            && let Some(scheme) = scheme::meant(url.as_bytes().split_at(at).0)
        {
            return Self::lenient(scheme, url.split_at(at + 3).1, true);
        }
        let (host, name) = (member(text, "host"), member(text, "hostname"));
        meant.hosts = ConstText::of(&[
            if host.is_empty() { name } else { host },
            ":",
            member(text, "port"),
        ]);
        meant.password = !member(text, "password").is_empty();
        Some(meant)
    }

    /// Adds hosts, each with its IPv6 address in brackets and its port without leading zeros.
    pub(super) const fn add_hosts(&mut self, hosts: &'a str) -> Option<()> {
        let mut items = Items(Some(hosts));
        while let Some(item) = items.take_item() {
            if find(item.as_bytes(), b'@').is_some() {
                return None;
            }
            if !self.hosts.as_bytes().is_empty() {
                self.hosts.push(",");
                if let Family::Tcp = self.family {
                    self.family = Family::Cluster;
                }
            }
            self.hosts.push(address::meant(item).as_str());
        }
        Some(())
    }

    /// Whether every host has a port, or is an address or `localhost`.
    pub(super) const fn has_plain_hosts(&self) -> bool {
        let mut items = Items(Some(self.hosts.as_str()));
        let mut plain = true;
        while let Some(item) = items.take_item() {
            let (host, port) = cut(item.as_bytes(), b':');
            let alone = matches!(host, b"localhost" | [b'[', ..]) || ip::v4(host).is_some();
            plain &= alone || !port.is_empty() && digits(port) == port.len();
        }
        plain
    }

    /// `/1`, `/db1`, `/1/`; with sentinels `/mymaster/1`.
    const fn add_path(&mut self, path: &'a str) -> Option<()> {
        let mut rest = path;
        while !rest.is_empty() {
            let (part, next) = pair(rest, b'/');
            rest = next;
            let number = match part.as_bytes() {
                [b'd', b'b', _, ..] => part.split_at(2).1,
                _ => part,
            };
            if digits(number.as_bytes()) == number.len() {
                // Of two numbers, neither is clearly the database.
                if !number.is_empty() && !self.database.is_empty() {
                    return None;
                }
                self.database = if number.is_empty() {
                    self.database
                } else {
                    number
                };
            } else if matches!(self.family, Family::Sentinel) && is_name(part) && !rest.is_empty() {
                self.master = part;
            } else {
                return None;
            }
        }
        Some(())
    }

    /// The URL.
    pub(super) const fn url(&self) -> ConstText {
        let (unix, cluster) = (
            matches!(self.family, Family::Unix),
            matches!(self.family, Family::Cluster),
        );
        let mut url = ConstText::of(&[
            if unix { "unix" } else { "redis" },
            if self.tls { "s" } else { "" },
        ]);
        url.push(match self.family {
            Family::Sentinel => "+sentinel://",
            Family::Cluster => "+cluster://",
            Family::Tcp | Family::Unix => "://",
        });
        if !unix && self.password {
            url.push(if self.username {
                "USER:PASSWORD@"
            } else {
                ":PASSWORD@"
            });
        }
        url.push(self.hosts.as_str());
        let mut database = self.database;
        while let [b'0', _, ..] = database.as_bytes() {
            database = database.split_at(1).1;
        }
        if !database.is_empty() && !unix && !cluster {
            url.push(ConstText::of(&["/", database]).as_str());
        }
        let parameters = [
            ("master=", self.master),
            ("db=", if unix { database } else { "" }),
            ("user=", if unix && self.username { "USER" } else { "" }),
            (
                "pass=",
                if unix && self.password {
                    "PASSWORD"
                } else {
                    ""
                },
            ),
            (
                "sentinel_password=",
                if self.sentinel_password {
                    "PASSWORD"
                } else {
                    ""
                },
            ),
            ("protocol=", self.protocol),
        ];
        let (mut i, mut mark) = (0, "?");
        while i < parameters.len() {
            let (key, value) = parameters[i];
            if !value.is_empty() {
                url.push(ConstText::of(&[mark, key, value]).as_str());
                mark = "&";
            }
            i += 1;
        }
        url
    }
}

/// Whether it is like the name of a Sentinel service, and not like a parameter without its `?`.
pub(super) const fn is_name(text: &str) -> bool {
    bytes::is_alphanumeric_or(text.as_bytes(), b"-_.")
}

/// The parts before and after the first `mark`; the second is empty if there is none.
const fn pair(text: &str, mark: u8) -> (&str, &str) {
    match split_once(text, mark) {
        Some(parts) => parts,
        None => (text, ""),
    }
}

/// The text or number of a member of a JSON object, wherever it is; empty if there is none.
const fn member<'a>(json: &'a str, name: &str) -> &'a str {
    let quoted = ConstText::of(&["\"", name, "\""]);
    let Some(at) = position(json.as_bytes(), quoted.as_bytes()) else {
        return "";
    };
    let (colon, value) = pair(json.split_at(at + quoted.as_bytes().len()).1, b':');
    let value = trim(value);
    match value.as_bytes() {
        _ if !trim(colon).is_empty() => "",
        [b'"', ..] => pair(value.split_at(1).1, b'"').0,
        bytes => value.split_at(digits(bytes)).0,
    }
}
