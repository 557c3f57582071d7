//! The default name and prefix of an instance.

use proc_macro2::{Ident, Span};

use crate::imp::check::names::{default_env, default_name};

#[track_caller]
fn defaults(ident: &str, name: &str, env: &str) {
    let default = default_name(&Ident::new(ident, Span::call_site()));
    assert_eq!((default.as_str(), &*default_env(&default)), (name, env));
}

#[test]
fn a_struct_names_its_instance() {
    defaults("JobsRedis", "jobs", "JOBS_REDIS");
    defaults("Jobs", "jobs", "JOBS_REDIS");
    defaults("JobsConfig", "jobs", "JOBS_REDIS");
    defaults("JobsRedisConfig", "jobs", "JOBS_REDIS");
    defaults("HTTPCacheRedis", "http_cache", "HTTP_CACHE_REDIS");
    defaults("Shard2Redis", "shard2", "SHARD2_REDIS");
}

#[test]
fn a_struct_called_redis_does_not_stutter() {
    defaults("Redis", "redis", "REDIS");
    defaults("RedisConfig", "redis", "REDIS");
}
