// A variable that is not set when the program is compiled.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(host = env!("NO_SUCH_VARIABLE_AT_ALL"))]
struct JobsRedis;

fn main() {}
