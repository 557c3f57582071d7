// A mistake in a group: what uses its methods is not reported as well.
use redis_config::{Handle, RedisConfig, RedisConnections, Sources};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: String,
}

#[derive(RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Option<Handle<JobsRedis>>,
}

async fn start() -> Result<Redis, redis_config::ConnectionsError> {
    Redis::validate()?;
    Redis::validate_from(&Sources::standard())?;
    let mut configs: RedisConfigs = Redis::load()?;
    configs.jobs.url = String::from("redis://127.0.0.1/2");
    configs.validate()?;
    let _ = (configs.clone().connect_lazy()?, Redis::connect_lazy()?, &configs.cache);
    configs.connect().await
}

fn main() {
    let _ = start();
}
