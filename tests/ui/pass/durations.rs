// Constants of type `Duration`, and calls.
#![deny(warnings)]
use std::time::Duration;

use redis_config::RedisConfig;

const CONNECT: Duration = Duration::from_secs(3);
const LEAST: Duration = Duration::from_millis(1);
const TEXT: &str = "1500us";

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1:6379", connect_timeout = CONNECT)]
#[redis(response_timeout = Duration::from_millis(1_500), keepalive = std::time::Duration::from_secs(60))]
struct JobsRedis {
    #[redis(default = CONNECT, min = LEAST, max = "1m")]
    reconnect_max_delay: Duration,
    #[redis(extra, default = Self::PAUSE)]
    pause: Duration,
    #[redis(extra, default = TEXT)]
    other: Option2,
}

type Option2 = Duration;

impl JobsRedis {
    const PAUSE: Duration = Duration::from_nanos(5);
}

fn main() {
    let jobs = JobsRedis::defaults().unwrap();
    assert_eq!((jobs.reconnect_max_delay, jobs.pause), (CONNECT, Duration::from_nanos(5)));
    assert_eq!(jobs.other, Duration::from_micros(1_500));
    let settings = jobs.settings().unwrap();
    assert_eq!(settings.connect_timeout(), CONNECT);
    assert_eq!(settings.response_timeout(), Duration::from_millis(1_500));
}
