// A function that returns the credentials.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", host = "h", credentials = login::vault)]
struct JobsRedis;
