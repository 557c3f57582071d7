//! The form of a host, a URL or a socket's path in a constant.
//!
//! A part of what the rules refuse, in their words: what is refused here, they refuse too, and what they refuse beyond
//! it waits for `validate()` and `load()`. User info is never repeated, nor looked into.

use redis_config_rules::Setting;

use super::bytes::{after, contains, cut, equal, find, same_letters, starts_with, text};
use super::order::integer;
use super::refuse::fail;

/// Fails the compilation if the value of that setting has a form that the rules refuse.
#[track_caller]
pub(super) const fn check(setting: Setting, value: &str) {
    let value = value.as_bytes();
    match setting {
        Setting::Host => {
            placeholder(value, "` was not replaced");
            host(value);
        }
        Setting::Url => url(value),
        Setting::Socket => {
            placeholder(value, "` was not replaced");
            if !starts_with(value, b"/") {
                fail(&[
                    "the path of the socket is not absolute\nhelp: start it with `/`, e.g. `/run/redis/redis.sock`",
                ]);
            }
        }
        _ => {}
    }
}

/// A host that stands alone. IPv6 is left to the rules.
#[track_caller]
const fn host(host: &[u8]) {
    if contains(host, b"://") {
        fail(&[
            "the host has a scheme\nhelp: write the name alone, e.g. `127.0.0.1`, or set `url` in place of `host`",
        ]);
    }
    let (first, rest) = cut(host, b':');
    if starts_with(host, b"[") || find(rest, b':').is_some() {
        return;
    }
    if first.len() < host.len() {
        fail(&[
            "the host has a port\nhelp: write the name alone, e.g. `127.0.0.1`, and set `port` to the number",
        ]);
    }
    name(host);
}

/// A host name or an IPv4 address.
#[track_caller]
const fn name(host: &[u8]) {
    if host.is_empty() {
        fail(&["the host is missing\nhelp: write its name or address, e.g. `127.0.0.1`"]);
    }
    if equal(host, b"*") || equal(host, b"0.0.0.0") {
        fail(&[
            "the host stands for every address: a server can listen there, but nothing can connect to it\nhelp: \
             write `127.0.0.1` for this machine, or the server's name",
        ]);
    }
    if !host.is_ascii() {
        fail(&[
            "the host holds characters outside ASCII\nhelp: write the name as the name service knows it, e.g. \
             `xn--bcher-kva.example` for `bücher.example`",
        ]);
    }
    let mut i = 0;
    while i < host.len() {
        if !host[i].is_ascii_alphanumeric() && !matches!(host[i], b'-' | b'_' | b'.') {
            fail(&[
                "the host holds a character that no host name has\nhelp: a host name has letters, digits, `-`, `_` and \
                 `.`, e.g. `redis.example.com`",
            ]);
        }
        i += 1;
    }
}

#[track_caller]
const fn url(url: &[u8]) {
    let mut i = 0;
    let mut letter = 0;
    while i < url.len() {
        // The first byte of a letter.
        if url[i] & 0b1100_0000 != 0b1000_0000 {
            letter += 1;
        }
        if url[i] == b' ' {
            fail(&[
                "the URL holds white space, at character ",
                super::Digits::of(letter).text(),
                "\nhelp: remove it; in a password, write a space as `%20`",
            ]);
        }
        i += 1;
    }
    let (scheme, rest) = cut(url, b':');
    if !starts_with(rest, b"//") {
        // `redis:/h` is left to the rules.
        if rest.is_empty() {
            fail(&[
                "the URL has no scheme\nhelp: put `redis://` in front of it, e.g. `redis://127.0.0.1:6379/0`",
            ]);
        }
        return;
    }
    known(scheme);
    if contains(scheme, b"unix") {
        return;
    }
    let rest = after(rest, 2);
    let (rest, query) = cut(rest, b'?');
    let (authority, path) = cut(rest, b'/');
    if find(path, b'@').is_some() || find(query, b'@').is_some() || find(rest, b'#').is_some() {
        // Where the password ends is for the rules to say.
        return;
    }
    let (user_info, hosts) = cut(authority, b'@');
    let server = if user_info.len() == authority.len() {
        authority
    } else {
        hosts
    };
    placeholder(server, "` of the URL was not replaced");
    if find(server, b'@').is_some() || find(server, b',').is_some() || find(server, b'[').is_some()
    {
        return;
    }
    let (host, number) = cut(server, b':');
    // More than one `:` may be user info that lacks its `@`.
    if find(number, b':').is_none() {
        name(host);
        if !number.is_empty() {
            port(number);
        }
    }
}

#[track_caller]
const fn known(scheme: &[u8]) {
    let mut i = 0;
    while i < scheme.len() {
        if !scheme[i].is_ascii_alphabetic() {
            return;
        }
        i += 1;
    }
    let help = if same_letters(scheme, b"http") || same_letters(scheme, b"https") {
        "a REST address is not Redis: copy the address that starts with `redis://` or `rediss://`"
    } else if same_letters(scheme, b"tcp") {
        "write `redis://127.0.0.1:6379/0`"
    } else if same_letters(scheme, b"tls") || same_letters(scheme, b"ssl") {
        "write `rediss://redis.example.com:6379/0`"
    } else {
        return;
    };
    fail(&[
        "`",
        text(scheme),
        "://` is not a scheme of Redis\nhelp: ",
        help,
    ]);
}

#[track_caller]
const fn port(port: &[u8]) {
    if port.len() > 5 {
        return;
    }
    if let Some(number) = integer(text(port))
        && (number < 1 || number > 65_535)
        && port[0] != b'-'
    {
        fail(&[
            "port ",
            text(port),
            " is out of range\nhelp: write a port from 1 to 65535, e.g. `6379`",
        ]);
    }
}

/// `${NAME}`, the most common one; the rules know more.
#[track_caller]
const fn placeholder(value: &[u8], said: &str) {
    let mut i = 0;
    while i < value.len() {
        let rest = after(value, i);
        if starts_with(rest, b"${")
            && let Some(end) = find(rest, b'}')
            && is_name(after(rest.split_at(end).0, 2))
        {
            let found = text(rest.split_at(end + 1).0);
            fail(&[
                "the placeholder `",
                found,
                said,
                "\nhelp: put the real value in place of `",
                found,
                "`",
            ]);
        }
        i += 1;
    }
}

const fn is_name(name: &[u8]) -> bool {
    if name.is_empty() || name.len() > 64 || !name[0].is_ascii_alphabetic() {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        if !name[i].is_ascii_alphanumeric() && name[i] != b'_' {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTS: &[&str] = &[
        "redis://h",
        "h:1",
        "*",
        "0.0.0.0",
        "bücher",
        "a b",
        "a/b",
        "h",
        "::1",
        "[::1]",
        "[::1]:1",
        "a:1:2",
        "127.1",
        "${HOST}",
        "a${HOST}b",
        "10.0.0.1",
        "a_b-c.d",
    ];
    const URLS: &[&str] = &[
        "h",
        "h:6379",
        "redis:h",
        "redis://h",
        " redis://h",
        "redis://é h",
        "http://h",
        "HTTPS://h",
        "tcp://h",
        "ssl://h",
        "reddis://h",
        "redis://h:0",
        "redis://h:65536",
        "redis://h:99999",
        "redis://h:-1",
        "redis://h:",
        "redis://:6379",
        "redis://",
        "redis://*:1",
        "redis://0.0.0.0",
        "redis://bücher",
        "redis://h\\x",
        "redis://${HOST}:1",
        "redis://:p@${HOST}",
        "redis://:${PASS}@h",
        "redis://u:p@h:1/2",
        "redis://a,b",
        "redis+sentinel://a,b?master=m",
        "unix:///r?db=1",
        "redis://[::1]:1",
        "redis://::1",
        "redis://u:p:6379",
        "redis://:a/b@h",
        "redis://:a?b@h",
        "redis://:a@b@h",
        "redis://admin:6380#secret@prod",
        "redis://h#x",
        "redis://h/0?protocol=resp3",
        "rediss://h:1",
        "a@b://h",
    ];

    /// What is refused here is refused by the rules, in the same words; the rest is theirs.
    #[test]
    fn the_words_are_those_of_the_rules() {
        let mut refused = 0;
        let socket = [
            (Setting::Socket, "run/r.sock"),
            (Setting::Socket, "/r"),
            (Setting::Socket, "${R}"),
        ];
        let hosts = HOSTS.iter().map(|text| (Setting::Host, *text));
        let urls = URLS.iter().map(|text| (Setting::Url, *text));
        for (setting, value) in hosts.chain(urls).chain(socket) {
            let Err(said) = std::panic::catch_unwind(|| check(setting, value)) else {
                continue;
            };
            refused += 1;
            let said = said.downcast_ref::<String>().cloned().unwrap_or_default();
            let problem = setting
                .check_text(value)
                .map_err(|problem| problem.to_string());
            assert_eq!(problem, Err(said), "{value}");
        }
        assert!(refused >= 24, "only {refused}");
    }
}
