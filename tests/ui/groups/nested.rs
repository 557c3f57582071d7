// A member and one of a group in the group share their instance; and their keys.
use redis_config::{Handle, RedisConfig, RedisConnections};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1/1")]
struct JobsRedis;

#[derive(Clone, RedisConfig)]
#[redis(name = "mails", url = "redis://127.0.0.1/1")]
struct MailsRedis;

#[derive(RedisConnections)]
struct Queues {
    jobs: Handle<JobsRedis>,
}

#[derive(RedisConnections)]
struct Twice {
    queues: Queues,
    again: Handle<JobsRedis>,
}

#[derive(RedisConnections)]
struct Inner {
    queues: Queues,
}

#[derive(RedisConnections)]
struct Shared {
    mails: Handle<MailsRedis>,
    inner: Inner,
}

fn main() {}
