//! The end of a server's log, without secrets.

use std::path::Path;

const LINES: usize = 20;

/// The last lines of the file, with every secret replaced.
pub(crate) fn tail(file: &Path, secrets: &[String]) -> String {
    let bytes = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut tail = String::new();
    for line in lines.iter().skip(lines.len().saturating_sub(LINES)) {
        tail.push_str("    ");
        tail.push_str(line);
        tail.push('\n');
    }
    if tail.is_empty() {
        return "    (empty)".to_owned();
    }
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        tail = tail.replace(secret.as_str(), "***");
    }
    tail.trim_end().to_owned()
}
