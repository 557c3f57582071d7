//! All checks, and their report.

use std::path::PathBuf;

use super::finding::{Finding, Rule};
use super::order::{CRATE, ORDER};
use super::source::Graph;
use super::source::Tree;
use super::{cycles, index_files, names, order, order_page, size, words};
use crate::workspace::{Outcome, root};

const USAGE: &str = "\
cargo xtask layers [--bless | directory]

Checks the structure of the sources and lists everything that breaks a rule of CONTRIBUTING.md:

  * import cycles between the files of a crate
  * imports against the module order
  * code in a mod.rs or lib.rs, and a file x.rs next to a directory x/
  * files of more than 400 lines, directories with more than 14 files
  * retired names, and words to avoid in comments and documentation

The directory is the root of a repository; the default is this one. `--bless` first writes the module order from
xtask/src/layers/order.rs to CONTRIBUTING.md, as `cargo xtask bless` does.";

/// The root files of the crates whose imports are checked.
const ROOTS: [&str; 6] = [
    "redis-config-rules/src/lib.rs",
    "redis-config-derive/src/lib.rs",
    "redis-config/src/lib.rs",
    "tests/src/lib.rs",
    "benches/src/lib.rs",
    "xtask/src/main.rs",
];

/// Prints all findings; fails if there are any.
pub(crate) fn run(args: &[String]) -> Outcome {
    let directory = match args {
        [] => root().to_path_buf(),
        [help] if matches!(help.as_str(), "help" | "-h" | "--help") => {
            println!("{USAGE}");
            return Ok(());
        }
        [bless] if bless == "--bless" => {
            order_page::write()?;
            root().to_path_buf()
        }
        [directory] if !directory.starts_with('-') => PathBuf::from(directory),
        _ => return Err(format!("`layers` takes one directory at most\n\n{USAGE}")),
    };
    let tree = Tree::read(&directory)
        .map_err(|error| format!("cannot read {}: {error}", directory.display()))?;
    let findings = check(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("  checked {} files", tree.iter().count());
        return Ok(());
    }
    Err(summary(&findings))
}

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = order_page::check(tree);
    for crate_root in ROOTS {
        let graph = Graph::read(tree, crate_root);
        findings.extend(cycles::check(&graph));
        if crate_root.starts_with(CRATE) {
            findings.extend(order::check(&graph, ORDER));
        }
    }
    for check in [index_files::check, size::check, names::check, words::check] {
        findings.extend(check(tree));
    }
    findings.sort();
    findings
}

fn summary(findings: &[Finding]) -> String {
    let mut text = format!(
        "{} findings, listed above; CONTRIBUTING.md explains the rules",
        findings.len()
    );
    for rule in Rule::ALL {
        let count = findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .count();
        if count > 0 {
            text.push_str(&format!("\n{count:>8}  {}", rule.name()));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_has_the_findings_of_every_check() {
        let long = "//\n".repeat(401);
        let files: Vec<String> = (0..15).map(|n| format!("tests/load/f{n}.rs")).collect();
        let mut all = vec![
            (
                "redis-config/src/lib.rs",
                "mod check; mod load; const A: u8 = 0;",
            ),
            (
                "redis-config/src/check.rs",
                "use crate::load::desk; pub(crate) struct Ledger;",
            ),
            (
                "redis-config/src/load.rs",
                "use crate::check::Ledger; pub(crate) fn desk() {} // by itself",
            ),
            ("a.rs", &long),
        ];
        all.extend(files.iter().map(|path| (path.as_str(), "")));
        let findings = check(&Tree::of(&all));
        let summary = summary(&findings);
        for rule in Rule::ALL {
            assert!(summary.contains(rule.name()), "{}: {summary}", rule.name());
        }
    }
}
