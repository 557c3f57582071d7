//! Names of instances and of their variables.

use redis_config::RedisConfig;

use crate::fixture::{CacheRedis, JobsRedis, SearchRedis};

macro_rules! definitions {
    ($($name:ident)*) => {
        $(
            #[derive(Clone, RedisConfig)]
            #[redis(url = "redis://127.0.0.1")]
            struct $name;
        )*
    };
}

/// A literal that passes through a macro arrives in invisible brackets.
macro_rules! at {
    ($name:ident, $url:literal, $timeout:expr) => {
        #[derive(Clone, RedisConfig)]
        #[redis(url = $url)]
        struct $name {
            #[redis(default = $timeout)]
            connect_timeout: std::time::Duration,
        }
    };
}

at!(MacroRedis, "redis://127.0.0.1/7", "3s");

#[test]
fn a_definition_can_come_from_a_macro() {
    let settings = MacroRedis::defaults().unwrap().settings().unwrap();
    assert_eq!(settings.database(), 7);
    assert_eq!(
        settings.connect_timeout(),
        std::time::Duration::from_secs(3)
    );
}

definitions!(UserSessionsRedis LimitsRedisConfig Redis HTTPRedis Plain);

#[test]
fn a_name_is_given_or_taken_from_the_struct() {
    assert_eq!((JobsRedis::NAME, JobsRedis::ENV), ("jobs", "JOBS_REDIS"));
    assert_eq!(
        (CacheRedis::NAME, CacheRedis::ENV),
        ("cache", "CACHE_REDIS")
    );
    assert_eq!(
        (SearchRedis::NAME, SearchRedis::ENV),
        ("search", "SEARCH_REDIS")
    );
    assert_eq!(
        (UserSessionsRedis::NAME, UserSessionsRedis::ENV),
        ("user_sessions", "USER_SESSIONS_REDIS")
    );
    assert_eq!(
        (LimitsRedisConfig::NAME, LimitsRedisConfig::ENV),
        ("limits", "LIMITS_REDIS")
    );
    assert_eq!((Redis::NAME, Redis::ENV), ("redis", "REDIS"));
    assert_eq!((HTTPRedis::NAME, HTTPRedis::ENV), ("http", "HTTP_REDIS"));
    assert_eq!((Plain::NAME, Plain::ENV), ("plain", "PLAIN_REDIS"));
}

/// The warning about a password in the source: `expect` fails the build if there is none.
#[expect(deprecated)]
mod password_in_source {
    use redis_config::RedisConfig;

    #[derive(Clone, RedisConfig)]
    #[redis(url = "redis://:hunter2@127.0.0.1/1")]
    struct FixedRedis;

    #[derive(Clone, RedisConfig)]
    struct DefaultRedis {
        #[redis(default = "redis://:hunter2@127.0.0.1/1")]
        url: String,
    }

    #[test]
    fn a_password_in_a_url_literal_draws_a_warning_and_works() {
        assert!(FixedRedis.settings().unwrap().password().is_some());
        let config = DefaultRedis::defaults().unwrap();
        assert!(!config.url.is_empty());
    }
}
