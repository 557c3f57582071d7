//! The soak of `cargo xtask soak`; called with `worker` it is one of its own worker processes.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people to read"
)]

use std::process::ExitCode;
use std::time::Duration;

use redis_config_tests::random::Random;
use redis_config_tests::soak::{self, Options, Topology};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|first| first == "worker") {
        return soak::work().await;
    }
    match all(&args).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            eprintln!("\nsoak: {wrong} invariants do not hold");
            ExitCode::FAILURE
        }
        Err(message) => {
            eprintln!("\nsoak: {message}");
            ExitCode::from(2)
        }
    }
}

async fn all(args: &[String]) -> Result<usize, String> {
    let (mut seed, mut seconds, mut topologies) = (None, 60.0, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("`{arg}` takes a value"));
        let number = |text: &str| {
            let number = text.parse::<f64>().ok().filter(|number| *number > 0.0);
            number.ok_or_else(|| format!("`{arg}` takes a number above 0"))
        };
        match arg.as_str() {
            "--seed" => {
                let given = value()?.parse();
                seed = Some(given.map_err(|_| "`--seed` takes a whole number".to_owned())?);
            }
            "--minutes" => seconds = number(value()?)? * 60.0,
            "--seconds" => seconds = number(value()?)?,
            "--topology" => topologies.push(value()?.parse::<Topology>()?),
            other => return Err(format!("there is no argument `{other}`")),
        }
    }
    if topologies.is_empty() {
        topologies = Topology::ALL.to_vec();
    }
    let seed = seed.unwrap_or_else(Random::seed);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    // The time is for all of them together.
    let time = Duration::from_secs_f64(seconds / topologies.len() as f64);
    let mut wrong = 0;
    for topology in topologies {
        let options = Options {
            topology,
            seed,
            time,
            program: program.clone(),
        };
        wrong += soak::run(&options).await?.len();
    }
    Ok(wrong)
}
