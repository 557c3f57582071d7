//! `cargo xtask`: the tasks of this repository, from installing a server to running every test.
//!
//! It uses only the standard library, because every contributor compiles it before anything else.
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
mod picture;
mod setup;
mod soak;
mod step;
mod test;
mod workspace;

/// How the test suite marks secrets and finds them.
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

  demo    runs examples/quickstart on a private server
  test    every check: structure, format, lints, documentation, all tests
  ci      the same as test
  layers  the structure alone: imports, module order, file sizes, names, words (`cargo xtask layers --help`)
  bless   rewrites expected output: compile errors, expansions, generated pages; read `git diff` afterwards
  bench   comparisons with other libraries (`cargo xtask bench --help`)
  fuzz    runs cargo-fuzz (`cargo xtask fuzz --help`)
  soak    all features under random faults (`cargo xtask soak --help`)
  setup   installs a Redis server if none is found
  pictures  draws the pictures of the guides

demo, test, bench and soak run setup first.";

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
        "pictures" => picture::draw(),
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
