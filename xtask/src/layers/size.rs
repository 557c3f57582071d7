//! Files and directories that one can take in at once.

use std::collections::BTreeMap;

use super::finding::{Finding, Rule};
use super::source::{Tree, directory};

/// The most lines of a Rust file.
const LINES: usize = 400;
/// The most Rust files directly in one directory.
const FILES: usize = 14;
/// Where the files of a directory are counted.
const COUNTED: [&str; 5] = [
    "redis-config/",
    "redis-config-rules/",
    "redis-config-derive/",
    "tests/",
    "xtask/",
];
/// One file for each mistake of a kind, by design.
const UNCOUNTED: &str = "tests/ui/";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut directories: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, file) in tree.rust() {
        *directories.entry(directory(path)).or_default() += 1;
        let lines = file.text.lines().count();
        if lines > LINES {
            findings.push(Finding {
                rule: Rule::FileSize,
                file: path.to_owned(),
                line: LINES + 1,
                message: format!("{lines} lines, at most {LINES} are allowed; move one concept to a file of its own"),
            });
        }
    }
    for (directory, files) in directories {
        let path = format!("{directory}/");
        let counted =
            COUNTED.iter().any(|start| path.starts_with(start)) && !path.starts_with(UNCOUNTED);
        if counted && files > FILES {
            findings.push(Finding {
                rule: Rule::DirectorySize,
                file: directory.to_owned(),
                line: 1,
                message: format!("{files} Rust files, at most {FILES} are allowed; group them in directories by concept"),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn four_hundred_lines_are_enough() {
        let (most, more) = ("//\n".repeat(LINES), "//\n".repeat(LINES + 1));
        assert_eq!(found(&[("a.rs", &most), ("a.md", &more)]), [""; 0]);
        let findings = found(&[("a.rs", &more)]);
        assert!(
            findings[0].starts_with("a.rs:401: 401 lines"),
            "{findings:?}"
        );
    }

    #[test]
    fn a_directory_holds_fourteen_files() {
        let in_directory = |directory: &str, count: usize| {
            let paths: Vec<String> = (0..count).map(|n| format!("{directory}/f{n}.rs")).collect();
            let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
            found(&files)
        };
        assert_eq!(in_directory("tests/load", FILES), [""; 0]);
        assert_eq!(in_directory("tests/ui/url", FILES + 1), [""; 0]);
        let findings = in_directory("tests/load", FILES + 1);
        assert!(
            findings[0].starts_with("tests/load:1: 15 Rust files"),
            "{findings:?}"
        );
    }
}
