//! Compile-time check: no two members of a group fix the same server, database and key prefix.
//!
//! It compares text: two names of one server count as two servers, except for the names of this machine. The values of fields are not known at compile time.
//! `shared_keys` compares them when the group is loaded.

use redis_config_rules::constant::Digits;
use redis_config_rules::text::scan_integer;
use redis_config_rules::url::{self, Family};
use redis_config_rules::{Setting, is_loopback};

use super::definition::MemberDefinition;
use crate::__private::const_check::panic::fail;
use crate::config::meta::Role;
use redis_config_rules::bytes::{after, equal, equal_ignoring_case, find, text};

/// The settings that determine which keys an instance uses.
const KEYSPACE: [Setting; 8] = [
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
struct Keyspace {
    /// A host, a socket, or several hosts.
    server: &'static [u8],
    /// Empty unless there is a single host.
    port: &'static [u8],
    master: &'static [u8],
    database: Digits,
    prefix: &'static [u8],
}

/// Fails the compilation if both members are known to use the same keys.
#[track_caller]
pub(crate) const fn apart(first: MemberDefinition<'_>, later: MemberDefinition<'_>) {
    let (Some(one), Some(other)) = (keyspace(first), keyspace(later)) else {
        return;
    };
    let is_shared = alike(one.server, other.server)
        && equal(one.port, other.port)
        && equal(one.master, other.master)
        && equal(
            one.database.text().as_bytes(),
            other.database.text().as_bytes(),
        )
        && equal(one.prefix, other.prefix);
    if is_shared {
        fail(
            if one.prefix.is_empty() {
                "`{0}` and `{1}` use the same keys: both fix database {2} of `{3}{4}{5}`"
            } else {
                "`{0}` and `{1}` use the same keys: both fix database {2} of `{3}{4}{5}` with the `key_prefix` `{6}`"
            },
            "give one of them another `database`, or a server of its own",
            &[
                first.member,
                later.member,
                one.database.text(),
                text(one.server),
                if one.port.is_empty() { "" } else { ":" },
                text(one.port),
                text(one.prefix),
            ],
        )
    }
}

const fn keyspace(instance: MemberDefinition<'_>) -> Option<Keyspace> {
    let mut i = 0;
    while i < instance.fields.len() {
        if let Role::Setting(setting) = instance.fields[i].role
            && is_in_keyspace(setting)
        {
            return None;
        }
        i += 1;
    }
    let mut keyspace = match (
        fixed(instance, Setting::Url),
        fixed(instance, Setting::Host),
        fixed(instance, Setting::Socket),
        fixed(instance, Setting::Nodes),
    ) {
        (Some(url), None, None, None) => match of_url(url) {
            Some(keyspace) => keyspace,
            None => return None,
        },
        (None, Some(host), None, None) => Keyspace {
            server: host.as_bytes(),
            port: or(fixed(instance, Setting::Port), b"6379"),
            ..NO_KEYSPACE
        },
        (None, None, Some(server), None) | (None, None, None, Some(server)) => Keyspace {
            server: server.as_bytes(),
            ..NO_KEYSPACE
        },
        _ => return None,
    };
    if let Some(text) = fixed(instance, Setting::Database)
        && let Ok(Some(database)) = scan_integer(text)
    {
        keyspace.database = Digits::of(database);
    }
    keyspace.master = or(fixed(instance, Setting::Master), keyspace.master);
    keyspace.prefix = or(fixed(instance, Setting::KeyPrefix), b"");
    Some(keyspace)
}

const NO_KEYSPACE: Keyspace = Keyspace {
    server: b"",
    port: b"",
    master: b"",
    database: Digits::of(0),
    prefix: b"",
};

/// The keyspace of a legal URL.
const fn of_url(url: &'static str) -> Option<Keyspace> {
    let Some((family, hosts, database, master)) = url::location(url) else {
        return None;
    };
    let hosts = hosts.as_bytes();
    let bracket = match find(hosts, b']') {
        Some(end) => end,
        None => 0,
    };
    let (server, port) = match (family, find(after(hosts, bracket), b':')) {
        _ if find(hosts, b',').is_some() => (hosts, b"" as &[u8]),
        (Family::Unix, _) => (hosts, b"" as &[u8]),
        (_, Some(colon)) => (
            hosts.split_at(bracket + colon).0,
            after(hosts, bracket + colon + 1),
        ),
        (Family::Sentinel, None) => (hosts, b"26379" as &[u8]),
        (Family::Tcp | Family::Cluster, None) => (hosts, b"6379" as &[u8]),
    };
    Some(Keyspace {
        server,
        port,
        master: master.as_bytes(),
        database: Digits::of(database as i128),
        ..NO_KEYSPACE
    })
}

const fn is_in_keyspace(setting: Setting) -> bool {
    let mut i = 0;
    while i < KEYSPACE.len() {
        if KEYSPACE[i] as usize == setting as usize {
            return true;
        }
        i += 1;
    }
    false
}

const fn fixed(instance: MemberDefinition<'_>, setting: Setting) -> Option<&'static str> {
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

/// Whether two servers are the same. Hosts are compared without regard to case, and paths with it.
const fn alike(one: &[u8], other: &[u8]) -> bool {
    let host = find(one, b'/').is_none();
    equal(one, other)
        || host && equal_ignoring_case(one, other)
        || is_loopback(text(one)) && is_loopback(text(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(
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
        let panic =
            std::panic::catch_unwind(|| apart(member("a", one), member("b", other))).err()?;
        panic.downcast_ref::<String>().cloned()
    }

    use Setting::{Database, Host, KeyPrefix, Port, Socket, Url};

    #[test]
    fn one_keyspace_written_in_several_ways_is_refused() {
        #[rustfmt::skip]
        let same: &[[&'static [(Setting, &'static str)]; 2]] = &[
            [&[(Url, "redis://h")], &[(Url, "redis://H:6379/0")]],
            [&[(Url, "redis://h/1")], &[(Host, "h"), (Database, "1")]],
            [&[(Url, "rediss://u:p%40@h:1/1?protocol=resp2")], &[(Host, "h"), (Port, "1"), (Database, "1")]],
            [&[(Url, "redis://localhost/1")], &[(Url, "redis://127.0.0.1:6379/1")]],
            [&[(Url, "redis://[::1]/1")], &[(Host, "LocalHost"), (Database, "1")]],
            [&[(Url, "redis://[::1]/1")], &[(Url, "valkey://[::1]:6379/1")]],
            [&[(Url, "unix:///run/r.sock?db=2")], &[(Socket, "/run/r.sock"), (Database, "2")]],
            [&[(Host, "h"), (KeyPrefix, "a:")], &[(KeyPrefix, "a:"), (Host, "h")]],
            [&[(Url, "redis+sentinel://a,b:1/3?master=m")], &[(Url, "redis+sentinel://a,b:1/3?master=m")]],
        ];
        for [one, other] in same {
            assert!(refusal(one, other).is_some(), "{one:?} {other:?}");
        }
        let text = refusal(
            &[(Url, "redis://u:hunter2@h:1/1")],
            &[(Url, "redis://h:1/1")],
        )
        .unwrap();
        assert_eq!(
            text,
            "`a` and `b` use the same keys: both fix database 1 of `h:1`\n\
             help: give one of them another `database`, or a server of its own"
        );
        let text = refusal(
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
    fn two_keyspaces_are_accepted() {
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
            assert_eq!(refusal(one, other), None, "{one:?} {other:?}");
        }
    }
}
