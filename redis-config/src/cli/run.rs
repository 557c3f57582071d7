//! Carries the subcommand out.

use std::io::Write as _;
use std::process::ExitCode;

use clap::ArgMatches;

use super::colour::{coloured, is_wanted};
use crate::definitions::Definitions;
use crate::diagnose::diagnosis::Diagnosis;
use crate::load::sources::Sources;

/// Carries out the subcommand that [`command`](super::command()) describes, for a definition or a group, and prints its result on
/// the standard output. It reads the sources that `load()` reads.
///
/// The exit code is 0 if there is nothing to do, 1 with warnings, 2 with errors.
///
/// Cancel safe: nothing stays open.
pub async fn run<D: Definitions>(matches: &ArgMatches) -> ExitCode {
    let sources = Sources::standard();
    match matches.subcommand() {
        Some(("doctor", arguments)) => show(&D::diagnose_from(&sources).await, arguments),
        Some(("check", arguments)) => show(&D::check_from(&sources), arguments),
        Some(("env", _)) => print(&D::describe().env_example()),
        Some(("schema", _)) => print(&D::describe().json_schema()),
        // `clap` requires one of these.
        _ => ExitCode::FAILURE,
    }
}

fn show(found: &Diagnosis, arguments: &ArgMatches) -> ExitCode {
    let text = match arguments.get_flag("json") {
        true => serde_json::to_string_pretty(found).unwrap_or_default(),
        false if is_wanted() => coloured(&found.to_string()),
        false => found.to_string(),
    };
    print(&text);
    found.exit_code().into()
}

/// A reader that has gone, such as `head`, is no failure.
fn print(text: &str) -> ExitCode {
    let _written = writeln!(std::io::stdout(), "{}", text.trim_end());
    ExitCode::SUCCESS
}
