// The scheme of Docker and Kubernetes.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "tcp://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
