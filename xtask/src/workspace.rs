//! What every command needs: the repository, its cargo, and how a command ends.

use std::path::Path;
use std::process::Command;

/// What went wrong, for a person to read; printed once, at the end.
pub(crate) type Outcome = Result<(), String>;

/// The cargo that runs us, in the root of the repository.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    // Those of this program: with them some build scripts run again, unlike for a cargo that is called by hand.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST") {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// The root of the repository, known at compile time.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}
