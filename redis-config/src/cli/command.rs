//! The arguments of the subcommand.

use clap::{Arg, ArgAction, Command};

/// The subcommand `redis`, to be added to the command of an application. [`run`](super::run()) carries it out.
///
/// `Command::name` gives it another name.
#[must_use]
pub fn command() -> Command {
    let json = || {
        Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .help("Print JSON instead of text")
    };
    let given = |name: &'static str, value, help| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(help)
            .global(true)
    };
    Command::new("redis")
        .about("Checks and documents the Redis instances of this program")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(given(
            "file",
            "FILE",
            "Read this configuration file, TOML or JSON",
        ))
        .arg(given(
            "profile",
            "PROFILE",
            "Use this profile of the configuration file",
        ))
        .subcommand(
            Command::new("explain")
                .about("Shows where every value comes from, and connects to nothing")
                .arg(json()),
        )
        .subcommand(
            Command::new("doctor")
                .about("Connects to every instance and names the cause of what is wrong")
                .arg(json()),
        )
        .subcommand(
            Command::new("check")
                .about("Checks the configuration of every instance, and connects to none")
                .arg(json()),
        )
        .subcommand(Command::new("env").about("Prints an example of every environment variable"))
        .subcommand(
            Command::new("schema").about("Prints the JSON Schema of the configuration file"),
        )
}
