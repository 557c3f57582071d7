// A setting of TLS with a socket.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "unix:///run/redis/redis.sock", tls_ca = "/etc/ssl/ca.pem")]
struct JobsRedis;

fn main() {}
