//! The shortest program: define, load, connect, use.
//!
//! `cargo run -p redis-config-examples --bin hello`, with `CACHE_REDIS_URL` if your Redis is not on this machine.
#![allow(clippy::print_stdout, reason = "a program for people to read")]

use redis_config::redis::AsyncCommands as _;
use redis_config_examples::instances::CacheRedis;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cache = CacheRedis::load()?.connect().await?;
    let () = cache.conn().set_ex("greeting", "hello", 60).await?;
    let greeting: String = cache.conn().get("greeting").await?;
    println!("{greeting}");
    Ok(())
}
