// A mistake in the definition of a cluster does not take its slots away.
use redis_config::{Handle, RedisConfig};

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, nodes = ["10.0.0.1:0"])]
struct EventsRedis;

fn slot(events: &Handle<EventsRedis>) -> u16 {
    events.slot_of("key")
}

fn main() {}
