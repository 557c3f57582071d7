//! A service with a subcommand for its Redis instances.
//!
//! `cargo run -p redis-config-examples --bin shop -- redis doctor`; also `check`, `env` and `schema`.
#![allow(clippy::print_stdout, reason = "a program for people to read")]

use std::process::ExitCode;

use redis_config_examples::instances::Redis;

#[tokio::main]
async fn main() -> ExitCode {
    let command = clap::Command::new("shop").subcommand(redis_config::cli::command());
    let matches = command.get_matches();
    if let Some(matches) = matches.subcommand_matches("redis") {
        return redis_config::cli::run::<Redis>(matches).await;
    }
    println!("the shop is open");
    ExitCode::SUCCESS
}
