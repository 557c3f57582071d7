// Two instances of one name.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", env = "A")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", env = "B")]
struct TasksRedis {
    #[redis(default = "redis://127.0.0.1/2")]
    url: String,
}

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    tasks: Handle<TasksRedis>,
}

fn main() {}
