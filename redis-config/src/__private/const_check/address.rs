//! A URL or a socket's path in a constant.
//!
//! A subset of the rules, in their order and with their texts. `validate()` and `load()` check the rest at run time. A
//! message never repeats user info, which may hold a password.

use redis_config_rules::Topology;
use redis_config_rules::bytes::{
    after, character, cut, equal, equal_ignoring_case, find, position, starts_with, text,
};
use redis_config_rules::constant::Digits;
use redis_config_rules::text::{check_clean, scan_integer, url_placeholder};
use redis_config_rules::url::{Family, MAX_LENGTH, SCHEMES, Scheme};

use super::host::name;
use super::panic::{refuse, refuse_fault};

/// Refuses a URL.
#[track_caller]
pub(crate) const fn url(key: &str, value: &str, declared: Option<Topology>) {
    let url = value.as_bytes();
    characters(key, url);
    let (name, rest) = cut(url, b':');
    if !starts_with(rest, b"//") {
        // `redis:/h` is left to the rules.
        if rest.is_empty() {
            refuse(
                key,
                &["the URL has no scheme"],
                &["put `redis://` in front of it, e.g. `redis://127.0.0.1:6379/0`"],
            )
        }
        return;
    }
    let Some(scheme) = scheme(key, name) else {
        return;
    };
    let rest = after(rest, 2);
    fragment(key, rest);
    let seen = match scheme.family {
        Family::Unix => starts_with(rest, b"/") && find(rest, b'?').is_none(),
        _ => servers(key, rest, scheme),
    };
    if let Some(declared) = declared
        && seen
    {
        topology(key, scheme, rest, declared);
    }
}

/// Refuses what no part of a URL may contain.
#[track_caller]
const fn characters(key: &str, url: &[u8]) {
    if url.len() > MAX_LENGTH {
        refuse(
            key,
            &[
                "the URL is longer than ",
                Digits::of(MAX_LENGTH as i128).text(),
                " bytes",
            ],
            &["write a shorter one, e.g. `redis://127.0.0.1:6379/0`"],
        )
    }
    if let Some(found) = url_placeholder(text(url))
        && let Some(at) = position(url, found.as_bytes())
    {
        let in_query = match find(url, b'?') {
            Some(start) => at > start,
            None => false,
        };
        if in_query || find(after(url, at), b'@').is_some() {
            refuse(
                key,
                &[
                    "the URL holds a placeholder that nothing replaced, in its user info or parameters",
                ],
                &[
                    "put the real value there; where a password really has a `{`, write it as `%7B`, and `<` as `%3C`",
                ],
            )
        }
        refuse(
            key,
            &["the placeholder `", found, "` of the URL was not replaced"],
            &["put the real value in place of `", found, "`"],
        )
    }
    refuse_fault(key, check_clean(text(url)));
    let (mut i, mut count) = (0, 1);
    while i < url.len() {
        if url[i] == b' ' {
            refuse(
                key,
                &[
                    "the URL holds white space, at character ",
                    Digits::of(count).text(),
                ],
                &["remove it; in a password, write a space as `%20`"],
            )
        }
        i += character(url, i).1;
        count += 1;
    }
}

/// The scheme of that name; of what looks like none, the rules say more.
#[track_caller]
const fn scheme(key: &str, name: &[u8]) -> Option<Scheme> {
    let mut i = 0;
    while i < SCHEMES.len() {
        if equal_ignoring_case(SCHEMES[i].name.as_bytes(), name) {
            return Some(SCHEMES[i]);
        }
        i += 1;
    }
    let mut i = 0;
    while i < name.len() {
        if !name[i].is_ascii_alphabetic() {
            return None;
        }
        i += 1;
    }
    let help = if equal_ignoring_case(name, b"http") || equal_ignoring_case(name, b"https") {
        "a REST address is not Redis: copy the address that starts with `redis://` or `rediss://`"
    } else if equal_ignoring_case(name, b"tcp") {
        "write `redis://127.0.0.1:6379/0`"
    } else if equal_ignoring_case(name, b"tls") || equal_ignoring_case(name, b"ssl") {
        "write `rediss://redis.example.com:6379/0`"
    } else {
        return None;
    };
    refuse(
        key,
        &["`", text(name), "://` is not a scheme of Redis"],
        &[help],
    )
}

#[track_caller]
const fn fragment(key: &str, rest: &[u8]) {
    let Some(at) = find(rest, b'#') else { return };
    let fragment = after(rest, at + 1);
    if find(fragment, b'@').is_some() {
        refuse(
            key,
            &["the user info of the URL holds `#`, which must be percent-encoded"],
            &["write `#` as `%23`"],
        )
    }
    let help = if equal(fragment, b"insecure") {
        "remove `#insecure`: certificates are always verified"
    } else {
        "remove it; in a password, write `#` as `%23`"
    };
    refuse(key, &["the URL has a fragment, a part after `#`"], &[help])
}

/// User info, hosts and ports. Whether all of them were looked at; the rest is for the rules to say.
#[track_caller]
const fn servers(key: &str, rest: &[u8], scheme: Scheme) -> bool {
    let (rest, query) = cut(rest, b'?');
    let (authority, path) = cut(rest, b'/');
    if find(path, b'@').is_some() || find(query, b'@').is_some() {
        // Where the password ends is for the rules to say.
        return false;
    }
    let hosts = match find(authority, b'@') {
        Some(end) => {
            if find(after(authority, end + 1), b'@').is_some() {
                return false;
            }
            if !user_info(key, authority.split_at(end).0) {
                return false;
            }
            after(authority, end + 1)
        }
        None => authority,
    };
    let several = find(hosts, b',').is_some();
    if find(hosts, b'[').is_some() {
        return false;
    }
    if several && matches!(scheme.family, Family::Tcp) {
        refuse(
            key,
            &["a `", scheme.name, "://` URL names one host, not several"],
            &[
                "write one host; or, with `topology = cluster`, `redis+cluster://10.0.0.1:7000,10.0.0.2:7000`; or, with `topology = sentinel`, `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`",
            ],
        )
    }
    let (mut one, mut rest) = cut(hosts, b',');
    let mut index = 0;
    loop {
        if several && one.is_empty() || !server(key, one) || is_repeated(hosts, index, one, scheme)
        {
            return false;
        }
        index += 1;
        if rest.is_empty() {
            break;
        }
        (one, rest) = cut(rest, b',');
    }
    let database = is_database(path) && !matches!(scheme.family, Family::Cluster);
    (database || path.is_empty()) && is_query(query, scheme)
}

/// Whether one of the first hosts is the same.
const fn is_repeated(hosts: &[u8], first: usize, one: &[u8], scheme: Scheme) -> bool {
    let usual: &[u8] = match scheme.family {
        Family::Sentinel => b"26379",
        _ => b"6379",
    };
    let (host, number) = cut(one, b':');
    let number = if number.is_empty() { usual } else { number };
    let mut rest = hosts;
    let mut i = 0;
    while i < first {
        let (other, after) = cut(rest, b',');
        let (other, port) = cut(other, b':');
        let port = if port.is_empty() { usual } else { port };
        if equal(host, other) && equal(number, port) {
            return true;
        }
        rest = after;
        i += 1;
    }
    false
}

/// Whether it is a host, perhaps with a port.
#[track_caller]
const fn server(key: &str, server: &[u8]) -> bool {
    let (host, number) = cut(server, b':');
    // More than one `:` may be user info that lacks its `@`.
    if find(number, b':').is_some() {
        return false;
    }
    let alone = host.len() == server.len();
    if !alone && !host.is_empty() && !port(key, number) {
        return false;
    }
    name(key, host);
    alone || !number.is_empty()
}

const fn is_database(path: &[u8]) -> bool {
    let short = path.len() <= 9 && (path.len() == 1 || !starts_with(path, b"0"));
    path.is_empty() || short && matches!(scan_integer(text(path)), Ok(Some(_))) && path[0] != b'-'
}

/// Whether the parameters are those of most URLs of that scheme.
const fn is_query(query: &[u8], scheme: Scheme) -> bool {
    if !matches!(scheme.family, Family::Sentinel) {
        return query.is_empty();
    }
    let mut i = 0;
    while i < query.len() {
        if !query[i].is_ascii_alphanumeric() && !matches!(query[i], b'=' | b'-' | b'_') {
            return false;
        }
        i += 1;
    }
    starts_with(query, b"master=") && query.len() > 7 && find(after(query, 7), b'=').is_none()
}

/// Whether the rules have nothing to say to the user info.
#[track_caller]
const fn user_info(key: &str, info: &[u8]) -> bool {
    if info.is_empty() || find(info, b':').is_none() {
        let (said, help) = if info.is_empty() {
            (
                "the URL has an `@`, but no user name and no password before it",
                "remove the `@`, or write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`",
            )
        } else {
            (
                "the URL has a user name but no password",
                "a password without a user name follows a colon: write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`",
            )
        };
        refuse(key, &[said], &[help])
    }
    let mut i = 0;
    while i < info.len() {
        if !info[i].is_ascii_alphanumeric() && !matches!(info[i], b':' | b'-' | b'_' | b'.') {
            return false;
        }
        i += 1;
    }
    let (_, password) = cut(info, b':');
    !password.is_empty()
}

/// Whether it is a port.
#[track_caller]
const fn port(key: &str, port: &[u8]) -> bool {
    match scan_integer(text(port)) {
        Ok(Some(1..=65_535)) => true,
        Ok(Some(number)) if port.len() <= 5 && number >= 0 => refuse(
            key,
            &["port ", text(port), " is out of range"],
            &["write a port from 1 to 65535, e.g. `6379`"],
        ),
        _ => false,
    }
}

/// Refuses a URL whose scheme names another topology.
#[track_caller]
const fn topology(key: &str, scheme: Scheme, rest: &[u8], declared: Topology) {
    let named = scheme.family.topology();
    if matches!(declared, Topology::Auto) || named as u8 == declared as u8 {
        return;
    }
    let (path, _) = cut(rest, b'?');
    let (_, database) = cut(path, b'/');
    let s = if scheme.tls { "s" } else { "" };
    let said = &[
        "a `",
        scheme.name,
        "://` URL does not go with ",
        declared.spoken(),
    ];
    let instead = match declared {
        Topology::Standalone | Topology::Auto => "://10.0.0.1:6379/0",
        Topology::Sentinel => "+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster",
        Topology::Cluster if matches!(scheme.family, Family::Tcp) && database.is_empty() => refuse(
            key,
            said,
            &[
                "write `redis",
                s,
                "+cluster://` in place of `",
                scheme.name,
                "://`, or remove `topology = cluster`",
            ],
        ),
        Topology::Cluster => "+cluster://10.0.0.1:7000,10.0.0.2:7000",
    };
    match named {
        Topology::Standalone => refuse(
            key,
            said,
            &[
                "write it like `redis",
                s,
                instead,
                "`, or remove `topology = ",
                declared.key(),
                "`",
            ],
        ),
        other => refuse(
            key,
            said,
            &[
                "write `topology = ",
                other.key(),
                "` in the `#[redis(...)]` of the struct, or a URL like `redis",
                s,
                instead,
                "`",
            ],
        ),
    }
}
