//! Installs the programs that other commands need: a Redis server, valgrind.

use std::io::IsTerminal as _;
use std::process::{Command, Stdio};

use crate::program::{self, Installer, NAMES, OVERRIDE};
use crate::workspace::Outcome;

/// Installs a server program if none is found. Prints each command before it runs.
pub(crate) fn server() -> Outcome {
    if let Some(found) = program::find() {
        println!("server program: {}", found.display());
        return Ok(());
    }
    if let Some(named) = std::env::var_os(OVERRIDE).filter(|named| !named.is_empty()) {
        return Err(format!(
            "{OVERRIDE} names `{}`, which does not exist or is not executable",
            named.display()
        ));
    }
    let names = NAMES.join("` nor `");
    let installer = Installer::here().ok_or_else(|| {
        format!("neither `{names}` is in PATH, and the package manager of this system is not supported; install Redis or Valkey")
    })?;
    println!(
        "neither `{names}` is in PATH, installing one with {}",
        installer.tool
    );
    install(installer)?;
    match program::find() {
        Some(found) => {
            println!("server program: {}", found.display());
            Ok(())
        }
        None => Err(format!(
            "{} reported success, but there is still neither `{names}` in PATH",
            installer.tool
        )),
    }
}

/// Installs valgrind if it is not found.
pub(crate) fn valgrind() -> Outcome {
    let is_there = || {
        let version = Command::new("valgrind").arg("--version").output();
        version.is_ok_and(|version| version.status.success())
    };
    if is_there() {
        return Ok(());
    }
    let installer = Installer::here().ok_or(
        "valgrind is not in PATH, and the package manager of this system is not supported; install valgrind",
    )?;
    println!(
        "valgrind is not in PATH, installing it with {}",
        installer.tool
    );
    if let Some(refresh) = installer.refresh {
        // With a stale index the installation may still succeed.
        let _refreshed = run(installer, refresh, None);
    }
    run(installer, installer.install, Some("valgrind"))?;
    if is_there() {
        Ok(())
    } else {
        Err("valgrind was installed but does not start".to_owned())
    }
}

fn install(installer: Installer) -> Outcome {
    if let Some(refresh) = installer.refresh {
        // With a stale index or a dead mirror the installation may still succeed.
        let _refreshed = run(installer, refresh, None);
    }
    let mut last = Ok(());
    for package in installer.packages {
        last = run(installer, installer.install, Some(package));
        if last.is_ok() {
            break;
        }
    }
    last.map_err(|why| {
        format!(
            "{why}\n\nInstall a server manually, then run this command again:\n\n    {}",
            installer.line()
        )
    })
}

/// Runs the package manager, as root if it requires that.
fn run(installer: Installer, args: &[&str], package: Option<&str>) -> Outcome {
    let mut command = if installer.root && !is_root() {
        let mut sudo = Command::new("sudo");
        if !std::io::stdin().is_terminal() {
            // Without a terminal, a password prompt would block.
            sudo.arg("--non-interactive");
        }
        sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", installer.tool]);
        sudo
    } else {
        Command::new(installer.tool)
    };
    command
        .args(args)
        .args(package)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if !std::io::stdin().is_terminal() {
        command.stdin(Stdio::null());
    }
    println!("+ {}", crate::step::shown(&command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} failed ({status})", installer.tool)),
        Err(error) => Err(format!(
            "cannot run {}: {error}",
            command.get_program().display()
        )),
    }
}

/// The standard library does not expose the user id. `id` is part of every base system.
fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
