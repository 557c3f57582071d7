// Several instances in one value.
/// Every Redis.
#[derive(Clone, RedisConnections)]
pub struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
    r#type: Handle<TypeRedis>,
}

// A group in a group: its configurations are known by its trait.
#[derive(RedisConnections)]
pub struct Outer {
    redis: Redis,
    mails: H<MailsRedis>,
}
