//! Runs the library on real input: every source file of this repository becomes a job.
//!
//! Two worker processes count the lines of the files, hash them and write the results to a second instance. Half-way, one
//! worker is killed with `kill -9`. The run succeeds only if every job is done.
//!
//! * no argument: starts a private server and runs `produce` on it
//! * `produce`: pushes the jobs, starts the workers, kills one, prints the report (an application that enqueues)
//! * `work`: handles jobs until its standard input closes (a worker process)
//!
//! To use your own server, set `REDIS_URL`, or `REDIS_HOST` and `REDIS_PORT`, with `REDIS_USERNAME` and `REDIS_PASSWORD`:
//! the demo uses two of its databases. For two servers, set `JOBS_REDIS_URL` and `CACHE_REDIS_URL`, each with its
//! `.._USERNAME` and `.._PASSWORD`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people to read"
)]

mod count;
mod launch;
mod produce;
mod report;
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
