//! One URL, read by us and by the `redis` crate. The fuzz target for URLs includes this file.

use redis_config::redis::{ConnectionAddr, IntoConnectionInfo, ProtocolVersion};
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Endpoint, Protocol, Topology};

/// Counts of the comparisons, to detect a broken generator.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) tcp: u32,
    pub(crate) unix: u32,
    pub(crate) tls: u32,
    pub(crate) several: u32,
    pub(crate) ipv6: u32,
    pub(crate) password: u32,
    pub(crate) username: u32,
    pub(crate) database: u32,
    pub(crate) protocol: u32,
    pub(crate) mutated: u32,
}

/// Fails where the two differ.
pub(crate) fn compare(text: &str, ours: &RedisUrl, compared: &mut Compared) {
    let theirs = plaintext(text, ours)
        .into_connection_info()
        .unwrap_or_else(|error| panic!("{text}: redis refuses it: {error}"));
    let settings = theirs.redis_settings();
    match (&ours.endpoints[..], theirs.addr()) {
        ([Endpoint::Tcp { host, port }], ConnectionAddr::Tcp(their_host, their_port)) => {
            assert_eq!((host, port), (their_host, their_port), "{text}");
            compared.tcp += 1;
            compared.ipv6 += u32::from(host.contains(':'));
        }
        ([Endpoint::Unix { path }], ConnectionAddr::Unix(their_path)) => {
            assert_eq!(Some(path.as_str()), their_path.to_str(), "{text}");
            compared.unix += 1;
        }
        (ours, theirs) => panic!("{text}: {ours:?} is {theirs:?}"),
    }
    assert_eq!(ours.username.as_deref(), settings.username(), "{text}");
    assert_eq!(ours.password.as_deref(), settings.password(), "{text}");
    assert_eq!(
        i64::from(ours.database.unwrap_or(0)),
        settings.db(),
        "{text}"
    );
    // Where none is given, our default is RESP3 and theirs RESP2.
    if let Some(protocol) = ours.protocol {
        let same = match protocol {
            Protocol::Resp2 => ProtocolVersion::RESP2,
            Protocol::Resp3 => ProtocolVersion::RESP3,
        };
        assert_eq!(settings.protocol(), same, "{text}");
    }
    compared.tls += u32::from(ours.tls);
    compared.username += u32::from(ours.username.is_some());
    compared.password += u32::from(ours.password.is_some());
    compared.database += u32::from(ours.database.is_some());
    compared.protocol += u32::from(ours.protocol.is_some());
}

/// Each server of a URL of several, as the `redis` crate reads it alone: it has no URL of several.
pub(crate) fn compare_several(text: &str, ours: &RedisUrl, compared: &mut Compared) {
    let (_, rest) = text.split_once("://").expect("a scheme");
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let (user_info, hosts) = match authority.rsplit_once('@') {
        Some((user_info, hosts)) => (format!("{user_info}@"), hosts),
        None => (String::new(), authority),
    };
    let path = tail.split('?').next().unwrap_or_default();
    let protocol = match ours.protocol {
        Some(protocol) => format!("?protocol={}", protocol.key()),
        None => String::new(),
    };
    let hosts: Vec<&str> = hosts.split(',').collect();
    assert_eq!(hosts.len(), ours.endpoints.len(), "{text}");
    for (host, endpoint) in hosts.into_iter().zip(&ours.endpoints) {
        let after = host.rsplit(']').next().unwrap_or_default();
        let port = match ours.topology {
            Topology::Sentinel if !after.contains(':') => ":26379",
            _ => "",
        };
        let s = if ours.tls { "s" } else { "" };
        let one = format!("redis{s}://{user_info}{host}{port}{path}{protocol}");
        let ours = RedisUrl {
            endpoints: vec![endpoint.clone()],
            ..ours.clone()
        };
        compare(&one, &ours, compared);
        compared.several += 1;
    }
}

/// The same URL without TLS, which the `redis` crate of these tests is built without. Its reader of URLs is not: it sees
/// a TLS connection to the same server.
fn plaintext(text: &str, ours: &RedisUrl) -> String {
    let Some((_, rest)) = text.split_once("://").filter(|_| ours.tls) else {
        return text.to_owned();
    };
    // `redis+tls` is ours.
    let scheme = match ours.scheme.starts_with("valkey") {
        true => "valkeys",
        false => "rediss",
    };
    let plaintext = format!("redis://{rest}");
    let read = |text: &str| redis_config::redis::parse_redis_url(text).expect("a URL of Redis");
    let (with, without) = (read(&format!("{scheme}://{rest}")), read(&plaintext));
    assert_eq!(with.scheme(), scheme, "{text}");
    // All that follows the scheme: user info, host, port, path, parameters.
    let place = with.as_str().strip_prefix(scheme);
    assert_eq!(place, without.as_str().strip_prefix("redis"), "{text}");
    plaintext
}
