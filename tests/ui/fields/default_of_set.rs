// Defaults that a set, a character or a path cannot be.
use std::collections::{BTreeSet, HashSet};

use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(extra, default = "1,2,1")]
    ports: HashSet<u16>,
    #[redis(extra, default = "a,,b")]
    words: BTreeSet<String>,
    #[redis(extra, default = "80,http")]
    numbers: BTreeSet<u16>,
    #[redis(extra, default = "ab")]
    separator: char,
    #[redis(extra, default = 5)]
    digit: char,
}

fn main() {}
