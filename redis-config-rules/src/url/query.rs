//! The parameters of a URL.

use super::path::database_number;
use super::scheme::Family;
use super::user_info::secret;
use crate::bytes::{cut, digits, equal, find, is_one_of, split_once};
use crate::constant::{ConstText, Fault, fault, tri};
use crate::{Protocol, name, suggest};

/// The parameters. Text is still percent-encoded.
#[derive(Clone, Copy)]
pub(crate) struct Query<'a> {
    /// Version of the wire protocol.
    pub(crate) protocol: Option<Protocol>,
    /// Database number of a socket.
    pub(crate) database: Option<u32>,
    /// User name of a socket.
    pub(crate) username: Option<&'a str>,
    /// Password of a socket.
    pub(crate) password: Option<&'a str>,
    /// Name of the Sentinel service.
    pub(crate) master: Option<&'a str>,
    /// User name for the sentinels.
    pub(crate) sentinel_username: Option<&'a str>,
    /// Password for the sentinels.
    pub(crate) sentinel_password: Option<&'a str>,
}

/// The legal parameters of a URL of this family.
const fn known(family: Family) -> &'static [&'static str] {
    match family {
        Family::Tcp | Family::Cluster => &["protocol"],
        Family::Sentinel => &[
            "master",
            "protocol",
            "sentinel_username",
            "sentinel_password",
        ],
        Family::Unix => &["db", "user", "pass", "protocol"],
    }
}

/// Checks the text after `?`.
pub(super) const fn scan(raw: Option<&str>, family: Family) -> Result<Query<'_>, Fault> {
    let mut query = Query {
        protocol: None,
        database: None,
        username: None,
        password: None,
        master: None,
        sentinel_username: None,
        sentinel_password: None,
    };
    let known = known(family);
    let mut left = raw;
    while let Some(rest) = left {
        let (one, next) = match split_once(rest, b'&') {
            Some((one, next)) => (one, Some(next)),
            None => (rest, None),
        };
        left = next;
        let Some((key, value)) = split_once(one, b'=') else {
            return Err(
                fault!(URL_QUERY, match one.is_empty() { true => "the URL has an empty parameter", false => "the URL has a parameter without a value", }
                => "remove it, or write `?protocol=resp3`"),
            );
        };
        // Before anything else: it may be an unknown parameter, too. Other clients repeat some of these.
        let mut later = if is_one_of(key.as_bytes(), "node addr") {
            None
        } else {
            next
        };
        while let Some(rest) = later {
            let (other, next) = match split_once(rest, b'&') {
                Some((other, next)) => (other, Some(next)),
                None => (rest, None),
            };
            later = next;
            if equal(cut(other.as_bytes(), b'=').0, key.as_bytes()) {
                let message = match is_plain(key.as_bytes()) {
                    true => "the URL has the parameter `{0}` twice",
                    false => "the URL has a parameter twice",
                };
                let help = match is_plain(key.as_bytes()) {
                    true => "keep one `{0}=...`",
                    false => "keep one of the two",
                };
                return Err(fault!(URL_PARAMETER_REPEATED, message => help; key));
            }
        }
        let mut i = 0;
        while i < known.len() && !equal(known[i].as_bytes(), key.as_bytes()) {
            i += 1;
        }
        if i == known.len() {
            return Err(unknown(key, value, family));
        }
        tri!(query.set(key, value));
    }
    // A user name needs a password.
    let alone = match (query.username, query.sentinel_username) {
        (Some(_), _) if query.password.is_none() => ["user", "pass"],
        (_, Some(_)) if query.sentinel_password.is_none() => {
            ["sentinel_username", "sentinel_password"]
        }
        _ => return Ok(query),
    };
    Err(
        fault!(URL_USERNAME_WITHOUT_PASSWORD, "the URL has `{0}` but no `{1}`"
        => "add `&{1}=PASSWORD`, or remove `{0}`"; alone[0], alone[1]),
    )
}

impl<'a> Query<'a> {
    const fn set(&mut self, key: &str, raw: &'a str) -> Result<(), Fault> {
        if raw.is_empty() {
            return Err(
                fault!(URL_PARAMETER_VALUE, "the parameter `{0}` of the URL is empty"
                => "give it a value, or remove `{0}=`"; key),
            );
        }
        // `pass=a+b`: form decoders read `+` as a space, URL decoders as a plus.
        if find(raw.as_bytes(), b'+').is_some() {
            return Err(
                fault!(URL_PARAMETER_VALUE, "the parameter `{0}` of the URL holds `+`, which some read as a space"
                => "write `+` as `%2B`, a space as `%20`"; key),
            );
        }
        let what = ConstText::fill("the parameter `{0}` of the URL", &[key]);
        let value = tri!(secret(raw, what.as_str()));
        match key.as_bytes() {
            b"protocol" => {
                self.protocol = Some(match value.as_bytes() {
                    b"resp2" => Protocol::Resp2,
                    b"resp3" => Protocol::Resp3,
                    other => {
                        return Err(
                            fault!(URL_PARAMETER_VALUE, "the parameter `protocol` is neither `resp2` nor `resp3`"
                            => match other { b"2" => "write `protocol=resp2`", b"3" => "write `protocol=resp3`", _ => "write `protocol=resp2` or `protocol=resp3`", }),
                        );
                    }
                });
            }
            b"db" => self.database = Some(tri!(database_number(value.as_str()))),
            b"master" => {
                // The usual help repeats the value, in which the next parameter may be.
                if let Err(fault) = name::MASTER.check(value.as_str()) {
                    let help =
                        "write the name as in `sentinel monitor NAME ...`, e.g. `master=mymaster`";
                    return Err(Fault::new(fault.code, fault.message(), help));
                }
                self.master = Some(raw);
            }
            b"user" => {
                tri!(name::username(value.as_str()));
                self.username = Some(raw);
            }
            b"sentinel_username" => {
                tri!(name::username(value.as_str()));
                self.sentinel_username = Some(raw);
            }
            b"pass" => self.password = Some(raw),
            _ => self.sentinel_password = Some(raw),
        }
        Ok(())
    }
}

const fn unknown(key: &str, value: &str, family: Family) -> Fault {
    let word = key.as_bytes();
    if matches!(word, b"db" | b"database") && matches!(family, Family::Tcp | Family::Sentinel) {
        let number = match value.len() {
            1..=10 if digits(value.as_bytes()) == value.len() => value,
            _ => "0",
        };
        return fault!(URL_DATABASE_PARAMETER, "the URL gives the database as the parameter `{0}`"
            => "write it after the host: `redis://127.0.0.1:6379/{1}`"; key, number);
    }
    // The parameters of other clients, and what to do about them here.
    const OTHERS: [(&str, &str); 8] = [
        (
            "ssl tls usetls use_tls",
            "remove it; a URL asks for TLS by its scheme: `rediss://`",
        ),
        (
            "insecure skip_verify ssl_cert_reqs verify tls_insecure",
            "remove it; certificates are verified unless `danger_tls_insecure` is `true`",
        ),
        ("password", "did you mean `pass`?"),
        ("username", "did you mean `user`?"),
        ("database", "did you mean `db`?"),
        (
            "connect_timeout connection_timeout socket_connect_timeout",
            "remove it, and set `connect_timeout` to something like `2s`",
        ),
        (
            "timeout response_timeout socket_timeout read_timeout",
            "remove it, and set `response_timeout` to something like `5s`",
        ),
        (
            "client_name clientname name",
            "remove it, and set `client_name`",
        ),
    ];
    let mut listed: ConstText = ConstText::empty();
    let known = known(family);
    let mut i = 0;
    while i < known.len() {
        listed.push(if i > 0 { ", `" } else { "`" });
        listed.push(known[i]);
        listed.push("`");
        i += 1;
    }
    let (mut help, near) = match suggest::scan_nearest(key, known) {
        Some(near) => ("did you mean `{1}`?", near),
        None => ("remove it; the parameters known here are {2}", ""),
    };
    let mut i = OTHERS.len();
    while i > 0 {
        i -= 1;
        if is_one_of(word, OTHERS[i].0) {
            help = OTHERS[i].1;
        }
    }
    let credential = is_one_of(word, "password pass user username");
    let of_sentinel = is_one_of(
        word,
        "master master_name service_name sentinel_username sentinel_password",
    );
    if credential && !matches!(family, Family::Unix) {
        help = "remove it; user name and password go before the host: `redis://USER:PASSWORD@host`";
    } else if of_sentinel && !matches!(family, Family::Sentinel) {
        help = "remove it; or, with `topology = sentinel`, write a URL like `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`";
    }
    let message = match is_plain(word) {
        true => "the URL has the unknown parameter `{0}`",
        false => "the URL has an unknown parameter",
    };
    fault!(URL_PARAMETER, message => help; key, near, listed.as_str())
}

/// Whether a message may repeat the name of a parameter: it is not like a piece of a password.
const fn is_plain(name: &[u8]) -> bool {
    let mut plain = !name.is_empty() && name.len() <= 32;
    let mut i = 0;
    while i < name.len() {
        plain &= matches!(name[i], b'a'..=b'z' | b'_');
        i += 1;
    }
    plain
}
