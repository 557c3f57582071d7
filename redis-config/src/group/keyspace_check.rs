//! No two members of a group fix the same server, database and key prefix.
//!
//! What is compared is text: two names of one server are two servers here. What a field holds is not known while
//! compiling; `group/keyspace.rs` looks at that.

use redis_config_rules::Setting;

use super::conflicts::MemberDefinition;
use crate::__private::const_check::panic::fail;
use crate::config::meta::Role;
use redis_config_rules::bytes::{
    after, contains, cut, equal, equal_ignoring_case, find, starts_with, text,
};

/// The settings that say which keys an instance uses.
const PLACE: [Setting; 8] = [
    Setting::Url,
    Setting::Host,
    Setting::Port,
    Setting::Socket,
    Setting::Nodes,
    Setting::Master,
    Setting::Database,
    Setting::KeyPrefix,
];

/// Which keys an instance uses.
#[derive(Clone, Copy)]
struct Place {
    /// A host, a socket, or several hosts.
    server: &'static [u8],
    /// Empty for what is no single host.
    port: &'static [u8],
    master: &'static [u8],
    database: &'static [u8],
    prefix: &'static [u8],
}

/// Fails the compilation if both members are known to use the same keys.
#[track_caller]
pub(crate) const fn apart(first: MemberDefinition, later: MemberDefinition) {
    let (Some(one), Some(other)) = (place(first), place(later)) else {
        return;
    };
    let is_shared = alike(one.server, other.server)
        && equal(one.port, other.port)
        && equal(one.master, other.master)
        && equal(one.database, other.database)
        && equal(one.prefix, other.prefix);
    if is_shared {
        let colon = if one.port.is_empty() { "" } else { ":" };
        let (with, end) = if one.prefix.is_empty() {
            ("` without a `key_prefix", "")
        } else {
            ("` with the `key_prefix` `", text(one.prefix))
        };
        fail(
            &[
                "`",
                first.member,
                "` and `",
                later.member,
                "` use the same keys: both fix database ",
                text(one.database),
                " of `",
                text(one.server),
                colon,
                text(one.port),
                with,
                end,
                "`",
            ],
            &[
                "give one of them another `database`, or a `key_prefix` of its own: `#[redis(key_prefix = \"",
                later.name,
                ":\")]`",
            ],
        )
    }
}

const fn place(instance: MemberDefinition) -> Option<Place> {
    let mut i = 0;
    while i < instance.fields.len() {
        if let Role::Setting(setting) = instance.fields[i].role
            && is_place(setting)
        {
            return None;
        }
        i += 1;
    }
    let mut place = match (
        fixed(instance, Setting::Url),
        fixed(instance, Setting::Host),
        fixed(instance, Setting::Socket),
        fixed(instance, Setting::Nodes),
    ) {
        (Some(url), None, None, None) => of_url(url.as_bytes()),
        (None, Some(host), None, None) => Place {
            server: host.as_bytes(),
            port: or(fixed(instance, Setting::Port), b"6379"),
            ..NOWHERE
        },
        (None, None, Some(server), None) | (None, None, None, Some(server)) => Place {
            server: server.as_bytes(),
            ..NOWHERE
        },
        _ => return None,
    };
    place.database = or(fixed(instance, Setting::Database), place.database);
    place.master = or(fixed(instance, Setting::Master), place.master);
    place.prefix = or(fixed(instance, Setting::KeyPrefix), b"");
    Some(place)
}

const NOWHERE: Place = Place {
    server: b"",
    port: b"",
    master: b"",
    database: b"0",
    prefix: b"",
};

/// The place in a URL, which the rules have found right, or will at run time.
const fn of_url(url: &'static [u8]) -> Place {
    let (scheme, rest) = cut(url, b':');
    let rest = after(rest, if starts_with(rest, b"//") { 2 } else { 0 });
    let (rest, query) = cut(rest, b'?');
    let master = parameter(query, b"master");
    if contains(scheme, b"unix") {
        let database = parameter(query, b"db");
        return Place {
            server: rest,
            database: if database.is_empty() { b"0" } else { database },
            ..NOWHERE
        };
    }
    let (authority, database) = cut(rest, b'/');
    let mut hosts = authority;
    while let Some(at) = find(hosts, b'@') {
        hosts = after(hosts, at + 1);
    }
    let (server, port) = if find(hosts, b',').is_some() {
        (hosts, &[] as &[u8])
    } else {
        let bracket = match find(hosts, b']') {
            Some(end) => end,
            None => 0,
        };
        match find(after(hosts, bracket), b':') {
            Some(colon) => {
                let (server, port) = hosts.split_at(bracket + colon);
                (server, after(port, 1))
            }
            None if contains(scheme, b"sentinel") => (hosts, b"26379" as &[u8]),
            None => (hosts, b"6379" as &[u8]),
        }
    };
    Place {
        server,
        port,
        master,
        database: if database.is_empty() { b"0" } else { database },
        ..NOWHERE
    }
}

/// The value of a parameter of a query; empty if there is none.
const fn parameter(query: &'static [u8], name: &[u8]) -> &'static [u8] {
    let mut rest = query;
    while !rest.is_empty() {
        let (pair, next) = cut(rest, b'&');
        let (key, value) = cut(pair, b'=');
        if equal(key, name) {
            return value;
        }
        rest = next;
    }
    b""
}

const fn is_place(setting: Setting) -> bool {
    let mut i = 0;
    while i < PLACE.len() {
        if PLACE[i] as usize == setting as usize {
            return true;
        }
        i += 1;
    }
    false
}

const fn fixed(instance: MemberDefinition, setting: Setting) -> Option<&'static str> {
    let mut i = 0;
    while i < instance.fixed.len() {
        let (one, text) = instance.fixed[i];
        if one as usize == setting as usize {
            return Some(text);
        }
        i += 1;
    }
    None
}

const fn or(text: Option<&'static str>, else_: &'static [u8]) -> &'static [u8] {
    match text {
        Some(text) => text.as_bytes(),
        None => else_,
    }
}

/// Whether two servers are one: the case of a host does not matter, that of a path does.
const fn alike(one: &[u8], other: &[u8]) -> bool {
    equal(one, other) || (find(one, b'/').is_none() && equal_ignoring_case(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(
        one: &'static [(Setting, &'static str)],
        other: &'static [(Setting, &'static str)],
    ) -> Option<String> {
        let member = |member, fixed| MemberDefinition {
            member,
            name: member,
            fields: &[],
            fixed,
            fallback: false,
        };
        let said =
            std::panic::catch_unwind(|| apart(member("a", one), member("b", other))).err()?;
        said.downcast_ref::<String>().cloned()
    }

    use Setting::{Database, Host, KeyPrefix, Port, Socket, Url};

    #[test]
    fn one_place_in_several_ways_is_refused() {
        #[rustfmt::skip]
        let same: &[[&'static [(Setting, &'static str)]; 2]] = &[
            [&[(Url, "redis://h")], &[(Url, "redis://H:6379/0")]],
            [&[(Url, "redis://h/1")], &[(Host, "h"), (Database, "1")]],
            [&[(Url, "rediss://u:p%40@h:1/1?protocol=resp2")], &[(Host, "h"), (Port, "1"), (Database, "1")]],
            [&[(Url, "redis://[::1]/1")], &[(Url, "valkey://[::1]:6379/1")]],
            [&[(Url, "unix:///run/r.sock?db=2")], &[(Socket, "/run/r.sock"), (Database, "2")]],
            [&[(Host, "h"), (KeyPrefix, "a:")], &[(KeyPrefix, "a:"), (Host, "h")]],
            [&[(Url, "redis+sentinel://a,b:1/3?master=m")], &[(Url, "redis+sentinel://a,b:1/3?master=m")]],
        ];
        for [one, other] in same {
            assert!(said(one, other).is_some(), "{one:?} {other:?}");
        }
        let text = said(
            &[(Url, "redis://u:hunter2@h:1/1")],
            &[(Url, "redis://h:1/1")],
        )
        .unwrap();
        assert_eq!(
            text,
            "`a` and `b` use the same keys: both fix database 1 of `h:1` without a `key_prefix`\n\
             help: give one of them another `database`, or a `key_prefix` of its own: `#[redis(key_prefix = \"b:\")]`"
        );
        let text = said(
            &[(Socket, "/r"), (KeyPrefix, "a:")],
            &[(Socket, "/r"), (KeyPrefix, "a:")],
        )
        .unwrap();
        assert!(
            text.contains("database 0 of `/r` with the `key_prefix` `a:`\nhelp: give"),
            "{text}"
        );
    }

    #[test]
    fn two_places_are_not() {
        #[rustfmt::skip]
        let other: &[[&'static [(Setting, &'static str)]; 2]] = &[
            [&[], &[]],
            [&[(Url, "redis://h/1")], &[(Url, "redis://h/2")]],
            [&[(Url, "redis://h/1")], &[(Url, "redis://h:6380/1")]],
            [&[(Url, "redis://h")], &[(Url, "redis://g")]],
            [&[(Host, "h")], &[(Host, "h"), (KeyPrefix, "a:")]],
            [&[(Socket, "/r")], &[(Socket, "/R")]],
            [&[(Url, "redis+sentinel://a,b?master=m")], &[(Url, "redis+sentinel://a,b?master=n")]],
        ];
        for [one, other] in other {
            assert_eq!(said(one, other), None, "{one:?} {other:?}");
        }
    }
}
