//! An instance of any topology.

use std::time::Duration;

use redis_config::RedisConfig;

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "any", topology = auto)]
pub(crate) struct AnyRedis {
    pub(crate) url: String,
    #[redis(default = "2s")]
    pub(crate) connect_timeout: Duration,
    #[redis(default = false)]
    pub(crate) disabled: bool,
}

pub(crate) fn at(url: String) -> AnyRedis {
    AnyRedis {
        url,
        ..AnyRedis::defaults_at()
    }
}

impl AnyRedis {
    pub(crate) fn defaults_at() -> Self {
        Self {
            url: "redis://127.0.0.1".into(),
            connect_timeout: Duration::from_secs(2),
            disabled: false,
        }
    }
}
