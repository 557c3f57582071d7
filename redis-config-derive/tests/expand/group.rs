// Several instances in one value.
/// Every Redis.
#[derive(Clone, RedisConnections)]
pub struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
    r#type: Handle<TypeRedis>,
}
