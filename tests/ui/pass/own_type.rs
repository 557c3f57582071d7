// A type of the application's own, and a definition under another name.
#![deny(warnings)]

use std::borrow::Cow;

use redis_config::{Handle, Problem, RedisConfig, RedisConnections, Shape, Value};

#[derive(Clone, Debug)]
struct Region(String);

impl Value for Region {
    const SHAPE: Shape = Shape::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self(text.to_owned()))
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.0))
    }
}

type Address = String;

#[derive(Clone, Debug, RedisConfig)]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1/1")]
    url: Address,
    #[redis(extra, default = "eu-west-1")]
    region: Region,
}

type Jobs = JobsRedis;

#[derive(Clone, Debug, RedisConnections)]
struct Redis {
    jobs: Handle<Jobs>,
}

fn main() {
    let _: fn(JobsRedis) -> (Address, Region) = |jobs| (jobs.url, jobs.region);
    let _: fn(Redis) -> Handle<JobsRedis> = |redis| redis.jobs;
}
