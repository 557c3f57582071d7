// Each constant is reported for itself.
use redis_config::RedisConfig;

const PORT: u16 = 0;
const TIMEOUT: &str = "2x";

#[derive(Clone, RedisConfig)]
#[redis(host = "127.0.0.1", port = PORT, connect_timeout = TIMEOUT)]
struct JobsRedis;

fn main() {}
