//! `cargo xtask`: what is done with this repository, from installing a server to running every test.
//!
//! Standard library only: it is compiled first, by everyone, every time.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people to read"
)]

mod bench;
mod bless;
mod demo;
mod fuzz;
mod layers;
mod setup;
mod soak;
mod step;
mod test;
mod workspace;

/// The marker and the search of the test suite, in the very words of the test suite.
#[path = "../../tests/src/canary.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "included from a library that uses all of it"
)]
mod canary;

/// How the library itself looks for a server program.
#[path = "../../redis-config/src/dev/program.rs"]
#[allow(dead_code, reason = "included from a library that uses all of it")]
mod program;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  demo    the whole library at work: installs a Redis server if none is there, starts a private one, runs examples/quickstart
  test    installs what is missing, then format, lints, documentation, and every test
  ci      the same as test, as .ci/run calls it
  bench   comparisons with other libraries (`cargo xtask bench --help`)
  bless   writes expected output anew (compiler errors, expansions, generated pages), to be read in `git diff`
  fuzz    lets cargo-fuzz look for input that breaks something (`cargo xtask fuzz --help`)
  soak    everything at once under faults drawn from a seed (`cargo xtask soak --help`)
  setup   installs a Redis server if none is there";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args
        .split_first()
        .map_or(("help", &[][..]), |(first, rest)| (first.as_str(), rest));
    let outcome = match command {
        "demo" => demo::run(rest),
        "test" | "ci" => test::run(),
        "bench" => bench::run(rest),
        "bless" => bless::run(),
        "fuzz" => fuzz::run(rest),
        "layers" => layers::run(rest),
        "soak" => soak::run(rest),
        "setup" => setup::server(),
        "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(())
        }
        unknown => Err(format!("there is no command `{unknown}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}
