// A function that says who signs in.
#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", host = "h", credentials = login::vault)]
struct JobsRedis;
