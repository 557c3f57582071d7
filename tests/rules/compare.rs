//! One URL, read by us and by the `redis` crate. The fuzz target for URLs includes this file.

use redis_config::redis::{ConnectionAddr, IntoConnectionInfo, ProtocolVersion};
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Endpoint, Protocol};

/// What was compared, so that a generator gone wrong shows.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) tcp: u32,
    pub(crate) unix: u32,
    pub(crate) tls: u32,
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

/// The same URL without TLS, which the `redis` crate of these tests is built without.
fn plaintext(text: &str, ours: &RedisUrl) -> String {
    match text.split_once("://") {
        Some((_, rest)) if ours.tls => format!("redis://{rest}"),
        _ => text.to_owned(),
    }
}
