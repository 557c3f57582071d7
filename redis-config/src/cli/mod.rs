//! A subcommand for an application: `shop redis doctor`, on [`clap`]'s builder (feature `cli`).
//!
//! ```no_run
//! use redis_config::{Handle, RedisConfig, RedisConnections};
//! use std::process::ExitCode;
//!
//! #[derive(Clone, RedisConfig)]
//! struct JobsRedis {
//!     url: String,
//! }
//!
//! #[derive(RedisConnections)]
//! struct Redis {
//!     jobs: Handle<JobsRedis>,
//! }
//!
//! # async fn serve() -> ExitCode { ExitCode::SUCCESS }
//! #[tokio::main]
//! async fn main() -> ExitCode {
//!     let matches = clap::Command::new("shop")
//!         .subcommand(redis_config::cli::command())
//!         .get_matches();
//!     match matches.subcommand_matches("redis") {
//!         Some(matches) => redis_config::cli::run::<Redis>(matches).await,
//!         None => serve().await,
//!     }
//! }
//! ```
//!
//! | subcommand | prints | exit code |
//! |---|---|---|
//! | `doctor` | [`Diagnosis`](crate::Diagnosis): connects and names the cause of what is wrong | 0, 1 with warnings, 2 with errors |
//! | `explain` | [`Explanation`](crate::Explanation): where every value comes from; connects nothing | 0, or 2 with violations |
//! | `check` | the violations of the definitions; connects nothing | 0, or 2 with violations |
//! | `env` | [`Reference::env_example`](crate::Reference::env_example) | 0 |
//! | `schema` | [`Reference::json_schema`](crate::Reference::json_schema) | 0 |
//!
//! `doctor`, `explain` and `check` have `--json`, and all have `--file FILE` and `--profile PROFILE`. Text is coloured on a terminal only, and not if `NO_COLOR` is set. No output contains a
//! secret. `command` builds the arguments, `run` carries them out, `colour` colours the text; start with `run`. May import
//! every earlier module in the order.

pub(crate) mod colour;
pub(crate) mod command;
pub(crate) mod run;

pub use command::command;
pub use run::run;
