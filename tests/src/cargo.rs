//! Cargo, called by a test.

use std::process::Command;

/// Removes the variables that cargo sets for the test. With them some build scripts run again, and what depends on them is
/// built again, also for the next cargo without them.
pub fn forget_variables(cargo: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST") {
            cargo.env_remove(&name);
        }
    }
}
