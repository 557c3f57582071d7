//! Side-by-side measurements: rounds of A B A B …, medians with their range, ratios taken within a round.
//!
//! Absolute figures of a shared machine drift by a factor of two; the ratio of two neighbours in one round does not.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

pub mod definition;
pub mod queues;
pub mod reconnect;
pub mod table;
pub mod throughput;

pub use table::{Cell, Table};

use std::time::Duration;

/// Options of every benchmark program, from its command line.
#[derive(Clone, Debug)]
pub struct Options {
    /// Rounds of A B A B ….
    pub rounds: usize,
    /// How long one contestant runs in one round.
    pub window: Duration,
    /// A file for the figures as JSON.
    pub json: Option<std::path::PathBuf>,
    /// A label of the run in the table: `pinned to one core`.
    pub label: String,
}

impl Options {
    /// Reads `--rounds N`, `--window-ms N`, `--json FILE`, `--label TEXT`.
    ///
    /// # Errors
    ///
    /// A text that names the unknown option.
    pub fn from_args(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            rounds: 7,
            window: Duration::from_millis(300),
            json: None,
            label: "unpinned".to_owned(),
        };
        while let Some(key) = args.next() {
            let value = args
                .next()
                .ok_or_else(|| format!("`{key}` needs a value"))?;
            let number = || {
                value
                    .parse::<u64>()
                    .map_err(|_| format!("`{key} {value}`: not a number"))
            };
            match key.as_str() {
                "--rounds" => options.rounds = usize::try_from(number()?.max(1)).unwrap_or(1),
                "--window-ms" => options.window = Duration::from_millis(number()?.max(1)),
                "--json" => options.json = Some(value.into()),
                "--label" => options.label = value,
                _ => {
                    return Err(format!(
                        "unknown option `{key}`; there are --rounds, --window-ms, --json, --label"
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// Version of the server at `connection`.
pub async fn server_version(
    connection: &mut redis::aio::MultiplexedConnection,
) -> redis::RedisResult<String> {
    let info: String = redis::cmd("INFO")
        .arg("server")
        .query_async(connection)
        .await?;
    let field = |key: &str| {
        info.lines()
            .find_map(|line| line.strip_prefix(key))
            .unwrap_or("?")
            .trim()
            .to_owned()
    };
    Ok(field("redis_version:"))
}

/// Server time in microseconds spent so far by the main thread, user and system together.
///
/// # Errors
///
/// Those of `INFO`.
pub async fn server_cpu_us(
    connection: &mut redis::aio::MultiplexedConnection,
) -> redis::RedisResult<f64> {
    let info: String = redis::cmd("INFO")
        .arg("cpu")
        .query_async(connection)
        .await?;
    let field = |key: &str| {
        info.lines()
            .find_map(|line| line.strip_prefix(key))
            .and_then(|value| value.trim().parse::<f64>().ok())
            .unwrap_or(f64::NAN)
    };
    Ok((field("used_cpu_user_main_thread:") + field("used_cpu_sys_main_thread:")) * 1e6)
}
