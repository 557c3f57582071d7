//! No two files import each other, directly or through others.

use std::fmt::Write as _;

use super::finding::{Finding, Rule};
use super::source::Graph;

/// The imports that are listed for one cycle.
const SHOWN: usize = 30;

pub(super) fn check(graph: &Graph) -> Vec<Finding> {
    groups(graph)
        .iter()
        .map(|group| finding(graph, group))
        .collect()
}

fn finding(graph: &Graph, group: &[usize]) -> Finding {
    let inside: Vec<_> = graph
        .imports
        .iter()
        .filter(|((from, to), _)| group.contains(from) && group.contains(to))
        .collect();
    let names: Vec<&str> = group
        .iter()
        .map(|file| graph.files[*file].as_str())
        .collect();
    let mut message = format!(
        "{} files import each other: {}; move what they share to a file of its own, or pass it as an argument",
        group.len(),
        names.join(", ")
    );
    for ((from, to), line) in inside.iter().take(SHOWN) {
        let _ = write!(
            message,
            "\n    {}:{line} imports {}",
            graph.files[*from], graph.files[*to]
        );
    }
    if inside.len() > SHOWN {
        let _ = write!(message, "\n    and {} more imports", inside.len() - SHOWN);
    }
    let (file, line) = inside
        .first()
        .map_or((group[0], 1), |((from, _), line)| (*from, **line));
    Finding {
        rule: Rule::Cycle,
        file: graph.files[file].clone(),
        line,
        message,
    }
}

/// The strongly connected components of more than one file, largest first.
fn groups(graph: &Graph) -> Vec<Vec<usize>> {
    let count = graph.files.len();
    let mut next = vec![Vec::new(); count];
    for (from, to) in graph.imports.keys() {
        next[*from].push(*to);
    }
    let reached: Vec<Vec<bool>> = (0..count).map(|from| reach(&next, from)).collect();
    let mut placed = vec![false; count];
    let mut groups = Vec::new();
    for (file, from_file) in reached.iter().enumerate() {
        let group: Vec<usize> = (file..count)
            .filter(|other| !placed[*other] && from_file[*other] && reached[*other][file])
            .collect();
        for member in &group {
            placed[*member] = true;
        }
        if !group.is_empty() {
            groups.push(group);
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

/// What can be reached from a file by at least one import.
fn reach(next: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut reached = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for to in &next[file] {
            if !std::mem::replace(&mut reached[*to], true) {
                open.push(*to);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::super::source::Tree;
    use super::*;

    const ROOT: (&str, &str) = (
        "a/src/lib.rs",
        "mod one; mod two; mod three; pub use one::One;",
    );

    fn found(files: &[(&str, &str)]) -> Vec<Finding> {
        let files: Vec<_> = [&[ROOT], files].concat();
        check(&Graph::read(&Tree::of(&files), ROOT.0))
    }

    #[test]
    fn a_chain_is_no_cycle() {
        let chain = [
            ("a/src/one.rs", "pub struct One;"),
            ("a/src/two.rs", "use crate::one::One;"),
            (
                "a/src/three.rs",
                "use crate::two; use crate::One; #[cfg(test)] mod tests { use super::*; }",
            ),
        ];
        assert_eq!(found(&chain), []);
    }

    #[test]
    fn a_cycle_through_a_re_export_is_one_finding() {
        let findings = found(&[
            (
                "a/src/one.rs",
                "//! One.\nuse crate::three::Three;\npub struct One;",
            ),
            ("a/src/two.rs", "pub struct Two(crate::One);"),
            ("a/src/three.rs", "use super::two::Two;\npub struct Three;"),
        ]);
        let [finding] = &findings[..] else {
            panic!("{findings:?}")
        };
        assert_eq!((finding.file.as_str(), finding.line), ("a/src/one.rs", 2));
        for part in [
            "3 files import each other: a/src/one.rs, a/src/two.rs, a/src/three.rs; ",
            "\n    a/src/two.rs:1 imports a/src/one.rs",
        ] {
            assert!(finding.message.contains(part), "{}", finding.message);
        }
    }
}
