// A method for clusters alone, called on one server.
use redis_config::RedisConfig;
use redis_config::topology::Cluster;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn slots<C: RedisConfig<Topology = Cluster>>(_: &C) {}

fn run() {
    slots(&JobsRedis);
}

fn main() {}
