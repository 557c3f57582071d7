//! No secret in any output.

use std::fs;
use std::path::Path;

use crate::canary;
use crate::workspace::Outcome;

/// Searches the output for the marked passwords and payloads of the test suite.
pub(super) fn check(log: &Path) -> Outcome {
    let bytes = fs::read(log).map_err(|error| format!("cannot read {}: {error}", log.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    match canary::find(&text) {
        None => {
            println!(
                "  searched {} lines of {}",
                text.lines().count(),
                log.display()
            );
            Ok(())
        }
        Some(form) => {
            let line = text
                .lines()
                .position(|line| canary::find(line).is_some())
                .map_or(0, |index| index + 1);
            Err(format!(
                "the marked password or payload was printed (as {form:?}): line {line} of {}",
                log.display()
            ))
        }
    }
}
