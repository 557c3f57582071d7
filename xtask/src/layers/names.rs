//! Names that were replaced do not come back.

use super::finding::{Finding, Rule};
use super::retired::{FILES, ITEMS};
use super::source::{Kind, Token, Tree, stem};

/// Where names are checked.
const CRATES: [&str; 4] = [
    "redis-config/src/",
    "redis-config-rules/src/",
    "redis-config-derive/src/",
    "tests/",
];
/// Code of users.
const NOT_OURS: [&str; 2] = ["tests/ui/", "tests/consumers/"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ours = tree.rust().filter(|(path, _)| {
        let starts = |list: &[&str]| list.iter().any(|start| path.starts_with(start));
        starts(&CRATES) && !starts(&NOT_OURS)
    });
    for (path, file) in ours {
        let mut report = |line, kind: &str, old: &str, new: &str| {
            findings.push(Finding {
                rule: Rule::RetiredName,
                file: path.to_owned(),
                line,
                message: format!("the {kind} name `{old}` is retired; use `{new}`"),
            });
        };
        for name in modules(path) {
            if let Some((old, new)) = FILES.iter().find(|(old, _)| *old == name) {
                report(1, "module", old, new);
            }
        }
        // Tests define the types of users.
        let items = if path.starts_with("tests/") {
            Vec::new()
        } else {
            defined(&file.source.tokens)
        };
        for (name, line) in items {
            if let Some((old, new)) = ITEMS.iter().find(|(old, _)| *old == name) {
                report(line, "item", old, new);
            }
        }
    }
    findings
}

/// The module that a path is, and for a `mod.rs` its directory.
fn modules(path: &str) -> impl Iterator<Item = &str> {
    let mut parts = path.rsplit('/').map(stem);
    let last = parts.next().unwrap_or_default();
    let directory = parts.next().filter(|_| last == "mod");
    [Some(last), directory].into_iter().flatten()
}

/// Types, traits, functions, constants and inline modules, wherever they are defined. Associated types are named by
/// their trait.
fn defined(tokens: &[Token]) -> Vec<(&str, usize)> {
    const KEYWORDS: [&str; 8] = [
        "struct", "enum", "union", "trait", "fn", "const", "static", "mod",
    ];
    let mut found = Vec::new();
    for (token, next) in tokens.iter().zip(tokens.iter().skip(1)) {
        if token.kind == Kind::Ident
            && next.kind == Kind::Ident
            && KEYWORDS.contains(&token.text.as_str())
        {
            found.push((next.text.as_str(), next.line));
        }
    }
    found.extend(tokens.iter().flat_map(|token| defined(&token.inner)));
    found
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
    fn a_retired_name_is_reported_where_it_is_defined() {
        let text = "// The Ledger.\nstruct Claims;\nimpl Claims {\n    fn wait_aside() {}\n}\nstruct Ledger;\n";
        let expected = [
            "redis-config/src/queue/desk.rs:1: the module name `desk` is retired; use `worker/server_sessions`",
            "redis-config/src/queue/desk.rs:6: the item name `Ledger` is retired; use `Claims`",
            "redis-config/src/queue/desk.rs:4: the item name `wait_aside` is retired; use `run_blocking`",
        ];
        assert_eq!(found(&[("redis-config/src/queue/desk.rs", text)]), expected);
        assert_eq!(found(&[("redis-config/src/desk/mod.rs", "")]).len(), 1);
    }

    #[test]
    fn uses_and_code_of_users_are_not_reported() {
        assert_eq!(
            found(&[(
                "redis-config/src/a.rs",
                "use other::Ledger; type Iter = Desk;"
            )]),
            [""; 0]
        );
        assert_eq!(
            found(&[("tests/ui/url/desk.rs", "struct Ledger;")]),
            [""; 0]
        );
    }
}
