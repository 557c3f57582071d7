//! Cargo, called by a test.

use std::process::Command;

/// The cargo that runs the test, without the variables that it sets for the test. With them some build scripts run again, and
/// what depends on them is built again, also for the next cargo without them.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST") {
            cargo.env_remove(&name);
        }
    }
    cargo
}
