// The default of a type of one's own is text.
use redis_config::{Problem, RedisConfig, Shape, Value};

use std::borrow::Cow;

#[derive(Clone)]
enum Level {
    Info,
}

impl Value for Level {
    const SHAPE: Shape = Shape::Text;

    fn parse(_: &str) -> Result<Self, Problem> {
        Ok(Self::Info)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some("info".into())
    }
}

#[derive(Clone, RedisConfig)]
#[redis(url = "redis://127.0.0.1:6379")]
struct JobsRedis {
    #[redis(extra, default = Level::Info)]
    level: Level,
}

fn main() {}
