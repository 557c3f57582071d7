//! Splits a URL into its parts, in one pass from start to end.

use super::query::{self, Query};
use super::redis_url::MAX_LENGTH;
use super::scheme::{self, Family, Scheme};
use super::{address, path, user_info};
use crate::Code;
use crate::bytes::{after, character, equal, find, position, split_once};
use crate::constant::{Digits, Fault, fault, tri};
use crate::text;

/// A legal URL in parts. Text is still percent-encoded.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// User name.
    pub(crate) username: Option<&'a str>,
    /// Password.
    pub(crate) password: Option<&'a str>,
    /// The hosts with their ports, or the path of a socket.
    pub(crate) hosts: &'a str,
    /// Database number.
    pub(crate) database: Option<u32>,
    /// The parameters.
    pub(crate) query: Query<'a>,
}

/// Splits a legal URL.
pub(super) const fn strict(text: &str) -> Result<Parts<'_>, Fault> {
    tri!(characters(text));
    let (scheme, rest) = tri!(scheme::split(text));
    tri!(fragment(rest));
    let (front, parameters) = match split_once(rest, b'?') {
        Some((front, parameters)) => (front, Some(parameters)),
        None => (rest, None),
    };
    let end = match find(front.as_bytes(), b'/') {
        Some(end) => end,
        None => front.len(),
    };
    let (authority, path) = front.split_at(end);
    if let Family::Unix = scheme.family {
        return socket(scheme, authority, path, parameters);
    }
    if find(after(rest.as_bytes(), end), b'@').is_some() {
        return Err(late_at(after(rest.as_bytes(), end)));
    }
    let (user, hosts) = match split_once(authority, b'@') {
        None => ((None, None), authority),
        Some((_, hosts)) if find(hosts.as_bytes(), b'@').is_some() => {
            return Err(user_info::reserved("the user info of the URL", b'@'));
        }
        Some((user, hosts)) => (tri!(user_info::scan(user)), hosts),
    };
    tri!(address::check(hosts, scheme));
    let database = tri!(path::database(path, scheme.family));
    let query = tri!(query::scan(parameters, scheme.family));
    if query.master.is_none() && matches!(scheme.family, Family::Sentinel) {
        return Err(
            fault!(URL_MASTER, "the URL does not name the Sentinel service"
            => "end it with `?master=NAME`, as in `sentinel monitor NAME ...`, e.g. `?master=mymaster`"),
        );
    }
    Ok(Parts {
        scheme,
        username: user.0,
        password: user.1,
        hosts,
        database,
        query,
    })
}

/// Checks that apply to the whole text. The URL standard silently strips line breaks and tabs.
const fn characters(text: &str) -> Result<(), Fault> {
    if text.len() > MAX_LENGTH {
        return Err(fault!(URL_TOO_LONG, "the URL is longer than {0} bytes"
            => "write a shorter one, e.g. `redis://127.0.0.1:6379/0`"; Digits::of(MAX_LENGTH as i128).text()));
    }
    if let Some(found) = text::url_placeholder(text) {
        return Err(placeholder(text.as_bytes(), found));
    }
    tri!(text::check_clean(text));
    let (mut i, mut count) = (0, 1);
    while i < text.len() {
        if matches!(text.as_bytes()[i], b'!'..=b'~') {
            (i, count) = (i + 1, count + 1);
            continue;
        }
        let (character, length) = character(text.as_bytes(), i);
        if character.is_whitespace() {
            return Err(
                fault!(WHITE_SPACE, "the URL holds white space, at character {0}"
                => "remove it; in a password, write a space as `%20`"; Digits::of(count).text()),
            );
        }
        i += length;
        count += 1;
    }
    Ok(())
}

/// The message quotes a placeholder only where no user info can be: after the last `@` and before the parameters.
const fn placeholder(url: &[u8], found: &str) -> Fault {
    let (before, rest) = match position(url, found.as_bytes()) {
        Some(at) => url.split_at(at),
        None => (url, url),
    };
    if find(before, b'?').is_some() || find(rest, b'@').is_some() {
        return fault!(PLACEHOLDER, "the URL holds a placeholder that nothing replaced, in its user info or parameters"
            => "put the real value there; where a password really has a `{`, write it as `%7B`, and `<` as `%3C`");
    }
    fault!(PLACEHOLDER, "the placeholder `{0}` of the URL was not replaced"
        => "put the real value in place of `{0}`"; found)
}

const fn fragment(rest: &str) -> Result<(), Fault> {
    let Some((_, fragment)) = split_once(rest, b'#') else {
        return Ok(());
    };
    if find(fragment.as_bytes(), b'@').is_some() {
        // `redis://admin:6380#secret@prod`: other clients connect to `admin:6380`.
        return Err(user_info::reserved("the user info of the URL", b'#'));
    }
    Err(
        fault!(URL_FRAGMENT, "the URL has a fragment, a part after `#`"
        => if equal(fragment.as_bytes(), b"insecure") { "remove `#insecure`; certificates are verified unless `danger_tls_insecure` is `true`" } else { "remove it; in a password, write `#` as `%23`" }),
    )
}

/// An `@` after the first `/` or `?`: most likely, a password contains one of these.
const fn late_at(tail: &[u8]) -> Fault {
    let args = match tail {
        [b'/', ..] => ["/", "%2F"],
        _ => ["?", "%3F"],
    };
    Fault::of(
        Code::URL_USER_INFO_CHARACTER,
        "the URL has an `@` after its first `{0}`",
        "in a password, write `{0}` as `{1}`; elsewhere, write `@` as `%40`",
        &args,
    )
}

const fn socket<'a>(
    scheme: Scheme,
    authority: &str,
    path: &'a str,
    parameters: Option<&'a str>,
) -> Result<Parts<'a>, Fault> {
    if find(authority.as_bytes(), b'@').is_some() {
        return Err(
            fault!(URL_USER_INFO_PLACE, "a `{0}://` URL has no user info before its path"
            => "write them as parameters: `unix:///run/redis/redis.sock?user=USER&pass=PASSWORD`"; scheme.name),
        );
    }
    if !authority.is_empty() || path.is_empty() {
        let message = match authority.is_empty() {
            true => "the path of the socket is missing",
            false => "the path of the socket is not absolute",
        };
        let help = "write three slashes: `{0}:///run/redis/redis.sock`";
        return Err(fault!(URL_SOCKET, message => help; scheme.name));
    }
    tri!(path::socket(path));
    let query = tri!(query::scan(parameters, scheme.family));
    Ok(Parts {
        scheme,
        username: query.username,
        password: query.password,
        hosts: path,
        database: query.database,
        query,
    })
}
