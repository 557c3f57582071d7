// A type without the derive in a type of the library: one error for each place that names it.
use redis_config::queue::{Job, Queue, Worker};
use redis_config::{Connection, Dedicated, Handle, RedisConfig, Subscriber};

struct Plain;

#[derive(serde::Serialize, serde::Deserialize, Job)]
struct Email {
    to: String,
}

fn argument(_: &Handle<Plain>) {}

trait Open {
    fn open() -> Option<Handle<Plain>>;
}

struct State {
    jobs: Handle<Plain>,
}

enum Either {
    Jobs(Handle<Plain>),
    None,
}

type Jobs = Handle<Plain>;

fn alias(_: Jobs) {}

trait Enqueue {}

impl Enqueue for Handle<Plain> {}

fn connection(_: Connection<Plain>) {}

fn dedicated(_: Dedicated<Plain>) {}

fn subscriber(_: Subscriber<Plain>) {}

fn queue(_: Queue<Plain, Email>) {}

fn worker(_: Worker<Plain>) {}

fn parameter<C>(_: &Handle<C>) {}

struct Generic<C> {
    jobs: Handle<C>,
}

fn main() {}
