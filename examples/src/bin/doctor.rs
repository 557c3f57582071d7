//! Diagnoses every instance, and names the cause of what is wrong.
//!
//! `cargo run -p redis-config-examples --bin doctor`, with `JOBS_REDIS_URL` and `CACHE_REDIS_URL` as the service has them.
#![allow(clippy::print_stdout, reason = "a program for people to read")]

use std::process::ExitCode;

use redis_config::Sources;
use redis_config_examples::instances::Redis;

#[tokio::main]
async fn main() -> ExitCode {
    let found = Redis::diagnose(&Sources::standard()).await;
    println!("{found}");
    found.exit_code().into()
}
