//! `cargo xtask bench`: comparisons with other libraries.

use crate::{Outcome, root};

/// Says which comparisons there are.
pub(crate) fn run(_args: &[String]) -> Outcome {
    let folder = root().join("benches");
    let found: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().display().to_string())
        .collect();
    if found.is_empty() {
        return Err("there are no comparisons in benches/ yet".to_owned());
    }
    println!("benches/: {}", found.join(", "));
    Ok(())
}
