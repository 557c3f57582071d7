//! Carries the subcommand out.

use std::io::Write as _;
use std::process::ExitCode;

use clap::ArgMatches;

use super::colour::{coloured, is_wanted};
use crate::definitions::Definitions;
use crate::diagnose::diagnosis::Diagnosis;
use crate::load::explanation::explanation::Explanation;
use crate::load::sources::Sources;

/// Carries out the subcommand that [`command`](super::command()) describes, for a definition or a group, and prints its result on
/// the standard output. It reads the sources that `load()` reads; `--file` and `--profile` name the configuration file and its
/// profile.
///
/// The exit code is 0 if there is nothing to do, 1 with warnings, 2 with errors.
///
/// Cancel safe: nothing stays open.
pub async fn run<D: Definitions>(matches: &ArgMatches) -> ExitCode {
    let sources = sources(matches);
    match matches.subcommand() {
        Some(("doctor", arguments)) => show(&D::diagnose_from(&sources).await, arguments),
        Some(("explain", arguments)) => explain(&D::explain_from(&sources), arguments),
        Some(("check", arguments)) => show(&D::check_from(&sources), arguments),
        Some(("env", _)) => print(&D::describe().env_example()),
        Some(("schema", _)) => print(&D::describe().json_schema()),
        // `clap` requires one of these.
        _ => ExitCode::FAILURE,
    }
}

fn sources(matches: &ArgMatches) -> Sources {
    let given = |name| {
        matches
            .subcommand()
            .and_then(|(_, all)| all.get_one::<String>(name))
    };
    let mut sources = Sources::standard();
    if let Some(path) = given("file") {
        sources = sources.file(path);
    }
    if let Some(name) = given("profile") {
        sources = sources.profile(name);
    }
    sources
}

fn explain(found: &Explanation, arguments: &ArgMatches) -> ExitCode {
    print(&match arguments.get_flag("json") {
        true => serde_json::to_string_pretty(found).unwrap_or_default(),
        false => found.to_string(),
    });
    match found.is_valid() {
        true => ExitCode::SUCCESS,
        false => 2.into(),
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
