// A `Url` as the type of a field: required, with a default, optional, of the application's own; under `#[deny(warnings)]`.
#![deny(warnings)]

use redis_config::{RedisConfig, Url};

const DEFAULT: &str = "redis://127.0.0.1:6379/1";

#[derive(Clone, Debug, PartialEq, RedisConfig)]
#[redis(name = "jobs")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: Url,
    #[redis(extra, default = DEFAULT)]
    constant: Url,
    #[redis(extra)]
    old: Option<redis_config::Url>,
}

/// A type of the same name, of another library.
mod web {
    use std::borrow::Cow;

    use redis_config::{Problem, RedisConfig, Shape, Value};

    #[derive(Clone)]
    pub struct Url(String);

    impl Value for Url {
        const SHAPE: Shape = Shape::Text;

        fn parse(text: &str) -> Result<Self, Problem> {
            Ok(Self(text.to_owned()))
        }

        fn text(&self) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(&self.0))
        }
    }

    #[derive(Clone, RedisConfig)]
    #[redis(name = "web", url = "redis://127.0.0.1:6379")]
    pub struct Web {
        #[redis(extra, default = "https://example.com")]
        pub page: Url,
    }
}

fn main() {
    let mut jobs = JobsRedis::defaults().unwrap();
    assert_eq!(jobs.url.expose(), DEFAULT);
    assert_eq!(jobs.constant, jobs.url);
    assert_eq!(jobs.old, None);
    jobs.old = Some("redis://:hunter2@h/1".parse().unwrap());
    assert!(format!("{jobs:?}").ends_with("old: Some(redis://***@h:6379/1) }"));
    jobs.validate().unwrap();
    web::Web::defaults().unwrap().validate().unwrap();
}
