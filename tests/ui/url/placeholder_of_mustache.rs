// A placeholder of Helm or Ansible.
use redis_config::RedisConfig;

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://{{host}}:6379")]
struct JobsRedis;

fn main() {}
