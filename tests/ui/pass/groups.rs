// A handle under another name, by an alias and by its path; groups in groups.
#![deny(warnings)]

use redis_config::{Handle as H, RedisConfig, RedisConnections, Sources};

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", url = "redis://127.0.0.1/1")]
pub struct JobsRedis;

#[derive(Clone, RedisConfig)]
#[redis(name = "mails", url = "redis://127.0.0.1/2")]
pub struct MailsRedis;

#[derive(Clone, RedisConfig)]
#[redis(name = "cache", url = "redis://127.0.0.1/3")]
pub struct CacheRedis;

mod queues {
    use redis_config::{Handle, RedisConnections};

    type Jobs = Handle<crate::JobsRedis>;

    #[derive(Clone, RedisConnections)]
    #[redis(configs = Definitions)]
    pub struct Queues {
        pub jobs: Jobs,
        pub(crate) r#mails: redis_config::Handle<super::MailsRedis>,
    }
}

#[derive(Clone, RedisConnections)]
pub struct Redis {
    pub queues: queues::Queues,
    cache: H<CacheRedis>,
}

#[derive(Clone, RedisConnections)]
struct Outer {
    redis: Redis,
}

fn is_send(_: &impl Send) {}

fn main() {
    let sources = Sources::defaults();
    let configs: OuterConfigs = Outer::load_from(&sources).unwrap();
    let inner: &queues::Definitions = &configs.redis.queues;
    let _: (&JobsRedis, &CacheRedis) = (&inner.jobs, &configs.redis.cache);
    let future = async {
        let outer = Outer::connect_from(&sources).await.unwrap();
        outer.switch(&configs).await.unwrap();
        outer.redis.queues.health().await;
        outer.close().await;
    };
    is_send(&future);
    drop(future);
    let group = inner.connect_lazy();
    assert!(group.is_err() || group.is_ok());
}
