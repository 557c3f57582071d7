// A type without the derive.
use redis_config::Handle;

#[derive(Clone)]
struct JobsRedis {
    url: String,
}

fn enqueue(_: &Handle<JobsRedis>) {}

async fn wrong(jobs: JobsRedis) {
    let handle = Handle::connect(&jobs).await.unwrap();
    enqueue(&handle);
}

fn main() {}
