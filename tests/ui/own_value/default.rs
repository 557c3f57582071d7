// A default that is none of the words, or beyond the type inside.
use redis_config::{RedisConfig, Value};

#[derive(Clone, Value)]
enum LogFormat {
    Text,
    JsonLines,
}

#[derive(Clone, Value)]
struct Small(u8);

#[derive(Clone, Value)]
struct Nested(LogFormat);

const OFF: &str = "off";

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1")]
struct JobsRedis {
    #[redis(extra, default = "jsonlines")]
    format: LogFormat,
    #[redis(extra, default = OFF)]
    other: LogFormat,
    #[redis(extra, default = 256)]
    small: Small,
    #[redis(extra, default = "Text")]
    nested: Nested,
}

fn main() {}
