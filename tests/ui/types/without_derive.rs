// A type without the derive.
use redis_config::Handle;

#[derive(Clone)]
struct JobsRedis {
    url: String,
}

fn enqueue(_: &Handle<JobsRedis>) {}

fn wrong(jobs: JobsRedis) {
    enqueue(&Handle::connect_lazy(&jobs).unwrap());
}

fn main() {}
