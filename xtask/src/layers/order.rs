//! The module order of `redis-config`: a module imports only modules that come before it.

use super::finding::{Finding, Rule};
use super::source::Graph;

/// The crate that has an order.
pub(super) const CRATE: &str = "redis-config/src/";
/// Where the order is written, for findings about itself.
const HERE: &str = "xtask/src/layers/order.rs";

/// A row for each stage. A module imports only what is in an earlier row, or before it in its own row.
///
/// A directory includes its files, unless a file has an entry of its own.
pub(super) const ORDER: &[&[&str]] = &[
    &[
        "sync",
        "random",
        "acl_permission",
        "topology",
        "__private/const_check",
        "config/meta",
    ],
    &[
        "secret/file",
        "secret/sanitise",
        "secret/source",
        "value",
        "secret",
    ],
    &["config/field_values", "config/field_source"],
    &["check"],
    &["credentials", "settings"],
    &["error"],
    &["settings/client", "settings/sentinel", "settings/cluster"],
    &["check/validate"],
    &["config"],
    &["load"],
    &["command"],
    &["connect", "connect/cluster", "connect/sentinel"],
    &[
        "handle/state",
        "handle/drain",
        "handle/command_error",
        "handle/health",
        "handle/state_publisher",
        "handle/request",
    ],
    &["handle/node"],
    &["handle/cluster"],
    &["handle/instance"],
    &["handle/dedicated", "handle/shared", "handle/subscriber"],
    &["handle/handle", "handle/follow_sources"],
    &["diagnose", "reference"],
    &["group", "queue"],
    &["definitions"],
    &["cli"],
    &["dev"],
    &["__private"],
    &["guide", "lib"],
];

pub(super) fn check(graph: &Graph, order: &[&[&str]]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let entries: Vec<&str> = order.iter().copied().flatten().copied().collect();
    let finding = |file: &str, line, message| Finding {
        rule: Rule::Order,
        file: file.to_owned(),
        line,
        message,
    };
    let positions: Vec<Option<usize>> = graph
        .files
        .iter()
        .map(|file| position(file, &entries))
        .collect();
    for (file, position) in graph.files.iter().zip(&positions) {
        // A `mod.rs` imports nothing.
        if position.is_none() && !file.ends_with("/mod.rs") {
            let message = format!("it has no place in the module order; add it to {HERE}");
            findings.push(finding(file, 1, message));
        }
    }
    for (index, entry) in entries.iter().enumerate() {
        if !positions.contains(&Some(index)) {
            let message = format!("no file belongs to `{entry}`; remove it from the order");
            findings.push(finding(HERE, 1, message));
        }
    }
    for ((from, to), line) in &graph.imports {
        if let (Some(importer), Some(imported)) = (positions[*from], positions[*to])
            && imported > importer
        {
            let message = format!(
                "`{}` imports {}, but `{}` comes later in the module order; move the item to an earlier module, or pass it as an argument",
                entries[importer], graph.files[*to], entries[imported]
            );
            findings.push(finding(&graph.files[*from], *line, message));
        }
    }
    findings
}

/// The longest entry that is the path of a file, or of a directory around it.
fn position(file: &str, entries: &[&str]) -> Option<usize> {
    let path = file.strip_prefix(CRATE)?.trim_end_matches(".rs");
    let matches = |entry: &str| {
        path.strip_prefix(entry)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let found = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| matches(entry));
    found
        .max_by_key(|(_, entry)| entry.len())
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::super::source::Tree;
    use super::*;

    fn found(order: &[&[&str]]) -> Vec<String> {
        let tree = Tree::of(&[
            ("redis-config/src/lib.rs", "mod a; mod b;"),
            ("redis-config/src/a.rs", "pub(crate) fn f() {}"),
            (
                "redis-config/src/b/mod.rs",
                "mod c; mod d; pub(crate) use d::D;",
            ),
            ("redis-config/src/b/c.rs", "use super::D;\nuse crate::a::f;"),
            ("redis-config/src/b/d.rs", "pub(crate) struct D;"),
        ]);
        let graph = Graph::read(&tree, "redis-config/src/lib.rs");
        check(&graph, order)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_module_imports_what_comes_before_it() {
        assert_eq!(found(&[&["a"], &["b"], &["lib"]]), [""; 0]);
        assert_eq!(found(&[&["a", "b/d", "b", "lib"]]), [""; 0]);
    }

    #[test]
    fn an_import_of_a_later_module_is_reported() {
        let rest = "comes later in the module order; move the item to an earlier module, or pass it as an argument";
        assert_eq!(
            found(&[&["b"], &["a"], &["lib"]]),
            [format!(
                "redis-config/src/b/c.rs:2: `b` imports redis-config/src/a.rs, but `a` {rest}"
            )]
        );
        assert_eq!(
            found(&[&["a", "b", "b/d", "lib"]]),
            [format!(
                "redis-config/src/b/c.rs:1: `b` imports redis-config/src/b/d.rs, but `b/d` {rest}"
            )]
        );
    }

    #[test]
    fn the_order_names_every_file_and_nothing_else() {
        assert_eq!(
            found(&[&["b", "e", "lib"]]),
            [
                "redis-config/src/a.rs:1: it has no place in the module order; add it to xtask/src/layers/order.rs",
                "xtask/src/layers/order.rs:1: no file belongs to `e`; remove it from the order",
            ]
        );
    }
}
