//! The library has one `syn`, without `full`.

use crate::workspace::{Outcome, cargo};

/// A second `syn`, or the `full` feature, would double the compile time of the derive.
pub(super) fn check() -> Outcome {
    let tree = cargo()
        .args([
            "tree",
            "--package",
            "redis-config",
            "--all-features",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p} {f}",
        ])
        .output()
        .map_err(|error| format!("cannot run cargo tree: {error}"))?;
    let syn = syn_in(&String::from_utf8_lossy(&tree.stdout))?;
    println!("  syn {syn}");
    Ok(())
}

/// The version and the features of the one `syn` in a tree of lines like `syn v3.0.10 derive,parsing (*)`.
fn syn_in(tree: &str) -> Result<String, String> {
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.strip_prefix("syn "))
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    found.sort_unstable();
    found.dedup();
    let [one] = found[..] else {
        return Err(format!(
            "expected one version of syn, found {found:?}: cargo tree --package redis-config --invert syn"
        ));
    };
    let features = one.split_once(' ').map_or("", |(_, features)| features);
    if features.split(',').any(|feature| feature == "full") {
        return Err(format!(
            "syn {one} is built with `full`: cargo tree --package redis-config --edges features --invert syn"
        ));
    }
    Ok(one.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_syn_without_full_is_right() {
        let one =
            "redis-config v0.1.0 tls\nsyn v3.0.1 derive,printing\nsynstructure v0.14.0 default\n";
        let again = format!("{one}syn v3.0.1 derive,printing (*)\n");
        assert_eq!(syn_in(one).unwrap(), "v3.0.1 derive,printing");
        assert!(syn_in(&again).is_ok());
        assert!(syn_in(&format!("{one}syn v2.0.1 derive,printing\n")).is_err());
        assert!(syn_in("syn v3.0.1 derive,full\n").is_err());
        assert!(syn_in("syn v3.0.1 derive,full-of-it\n").is_ok());
        assert!(syn_in("serde v1.0.0\n").is_err());
    }
}
