//! What we accept, the `redis` crate reads as the same.

use redis_config::redis::{ConnectionAddr, IntoConnectionInfo, ProtocolVersion};
use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Endpoint, Protocol, Topology};

use crate::generate::{mutate, url};
use crate::random::{Random, cases};

/// What was compared, so that a generator gone wrong shows.
#[derive(Debug, Default)]
struct Compared {
    tcp: u32,
    unix: u32,
    tls: u32,
    ipv6: u32,
    password: u32,
    username: u32,
    database: u32,
    protocol: u32,
    mutated: u32,
}

#[test]
fn the_redis_crate_reads_what_we_accept_as_the_same() {
    let mut random = Random::new(1);
    let mut compared = Compared::default();
    for case in 0..cases(40_000) {
        let mut text = url(&mut random);
        let mutated = case % 2 == 1;
        if mutated {
            text = mutate(&mut random, &text);
        }
        if let Ok(ours) = RedisUrl::parse(&text) {
            let standalone = ours.topology == Topology::Standalone;
            if standalone {
                compare(&text, &ours, &mut compared);
                compared.mutated += u32::from(mutated);
            }
        }
    }
    println!("{compared:?}");
    let Compared {
        tcp,
        unix,
        tls,
        ipv6,
        password,
        username,
        database,
        protocol,
        mutated,
    } = compared;
    let least = [
        tcp, unix, tls, ipv6, password, username, database, protocol, mutated,
    ];
    if cases(40_000) >= 40_000 {
        assert!(
            least.iter().all(|count| *count >= 500),
            "too few of a kind: {compared:?}"
        );
    }
}

fn compare(text: &str, ours: &RedisUrl, compared: &mut Compared) {
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
