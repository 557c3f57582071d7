//! The whole of redis-config at work on real input.
//!
//! Every source file of this repository becomes a job. Workers in two processes count its lines and hash it, and put the
//! result into a second instance. Half-way one of the two is killed with `kill -9`. In the end every job has to be done.
//!
//! * no argument: starts a private server, and everything below on it
//! * `produce`: pushes the jobs, runs the workers, kills one, counts (an application that enqueues)
//! * `work`: handles jobs until its standard input closes (an application's worker process)
//!
//! To use a server of your own: `REDIS_URL`, or `REDIS_HOST` and `REDIS_PORT`, with `REDIS_USERNAME` and `REDIS_PASSWORD`;
//! two databases of it are used. For two servers: `JOBS_REDIS_URL` and `CACHE_REDIS_URL`, each with its `.._USERNAME` and
//! `.._PASSWORD`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people to read"
)]

mod count;
mod launch;
mod produce;
mod report;
mod screen;
mod sources;
mod work;

use std::error::Error;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome: Result<ExitCode, Box<dyn Error + Send + Sync>> =
        match std::env::args().nth(1).as_deref() {
            None => launch::run(),
            Some("produce") => produce::run().await,
            Some("work") => work::run().await,
            Some(other) => Err(format!("`{other}` is neither `produce` nor `work`").into()),
        };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
