//! The `redis` crate reads each URL that we accept the same way.

use crate::compare::{Compared, compare, compare_several};
use crate::generate::{mutate, several, url};
use crate::random::{Random, cases};

use redis_config_rules::Topology;
use redis_config_rules::url::RedisUrl;

/// Generated URLs, every second of them damaged.
const CASES: u64 = 100_000;

#[test]
fn the_redis_crate_reads_accepted_urls_the_same_way() {
    let mut random = Random::new(1);
    let mut compared = Compared::default();
    for case in 0..cases(CASES) {
        let mut text = match case % 3 {
            0 => several(&mut random),
            _ => url(&mut random),
        };
        let mutated = case % 2 == 1;
        if mutated {
            text = mutate(&mut random, &text);
        }
        if let Ok(ours) = RedisUrl::parse(&text) {
            match ours.topology {
                Topology::Standalone => compare(&text, &ours, &mut compared),
                _ => compare_several(&text, &ours, &mut compared),
            }
            compared.mutated += u32::from(mutated);
        }
    }
    println!("{compared:?}");
    let Compared {
        tcp,
        unix,
        tls,
        several,
        ipv6,
        password,
        username,
        database,
        protocol,
        mutated,
    } = compared;
    let least = [
        tcp, unix, tls, several, ipv6, password, username, database, protocol, mutated,
    ];
    if cases(CASES) >= CASES {
        assert!(
            least.iter().all(|count| *count >= 500),
            "too few of a kind: {compared:?}"
        );
    }
}
