// Text of a parameter is checked where the parameter is known.
use redis_config::{Handle, RedisConfig, RedisConnections};

trait Site: Clone + Send + Sync + 'static {
    const HOST: &'static str;
}

#[derive(Clone, RedisConfig)]
#[redis(name = "site", host = S::HOST)]
struct SiteRedis<S: Site> {
    #[redis(skip)]
    site: std::marker::PhantomData<S>,
}

#[derive(Clone)]
struct Here;

impl Site for Here {
    const HOST: &'static str = "redis://127.0.0.1";
}

#[derive(Clone, RedisConnections)]
struct Redis {
    site: Handle<SiteRedis<Here>>,
    jobs: Handle<JobsRedis>,
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis;

fn main() {}
