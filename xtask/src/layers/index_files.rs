//! `mod.rs` and `lib.rs` list modules and re-exports. A module with children is `x/mod.rs`, never `x.rs` next to `x/`.

use super::finding::{Finding, Rule};
use super::source::{Token, Tree, attributes, item_length, stem};

/// Where code in index files is reported.
const CRATES: [&str; 4] = [
    "redis-config/src/",
    "redis-config-rules/src/",
    "redis-config-derive/src/",
    "xtask/src/",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let finding = |file: &str, line, message| Finding {
        rule: Rule::ModFile,
        file: file.to_owned(),
        line,
        message,
    };
    for (path, file) in tree.rust() {
        let index = matches!(stem(path), "mod" | "lib");
        if index && CRATES.iter().any(|start| path.starts_with(start)) {
            let items = logic(&file.source.tokens);
            if let [first, rest @ ..] = &items[..] {
                let more = if rest.is_empty() {
                    String::new()
                } else {
                    format!(" and {} more items", rest.len())
                };
                let message = format!(
                    "`{}`{more} in {}.rs, which has only documentation, `mod` and `use`; move them to files of their own",
                    first.text,
                    stem(path)
                );
                findings.push(finding(path, first.line, message));
            }
        }
        let directory = format!("{}/", path.trim_end_matches(".rs"));
        if tree.has_modules(&directory) {
            let message = format!(
                "it has the directory {directory}; move it to {directory}mod.rs, and its code to a file there"
            );
            findings.push(finding(path, 1, message));
        }
    }
    findings
}

/// The first token of each item that is more than a declaration.
fn logic(tokens: &[Token]) -> Vec<&Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (length, _) = attributes(&tokens[at..]);
        let entry_point = tokens[at..at + length].iter().any(is_proc_macro);
        at += length;
        let item = &tokens[at..at + item_length(&tokens[at..])];
        let after_visibility = match item {
            [public, group, rest @ ..] if public.is_ident("pub") && group.is_group("(") => rest,
            [public, rest @ ..] if public.is_ident("pub") => rest,
            rest => rest,
        };
        match after_visibility {
            [] => {}
            [first, ..] if first.is_ident("use") => {}
            [first, _, end] if first.is_ident("mod") && end.is_punct(";") => {}
            _ if entry_point => {}
            [first, ..] => found.push(first),
        }
        at += item.len().max(usize::from(length == 0));
    }
    found
}

/// Macros have to be defined in the root of their crate.
fn is_proc_macro(attribute: &Token) -> bool {
    attribute
        .inner
        .first()
        .is_some_and(|name| name.text.starts_with("proc_macro"))
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
    fn declarations_are_no_logic() {
        let text = "//! A.\n#![deny(unused)]\n#[cfg(unix)]\nmod a;\npub(crate) mod b;\nuse b::{c, d};\npub use b::e;\n\
                    #[proc_macro_derive(F)]\npub fn f() { 1 }\n";
        assert_eq!(found(&[("redis-config-derive/src/lib.rs", text)]), [""; 0]);
        assert_eq!(found(&[("tests/load/mod.rs", "fn f() {}")]), [""; 0]);
    }

    #[test]
    fn every_item_is_logic() {
        let text = "mod a;\n/// Five.\npub(crate) const B: u8 = 5;\nimpl C { fn d() {} }\n#[cfg(test)]\nmod tests {}\n";
        let findings = found(&[("redis-config/src/handle/mod.rs", text)]);
        assert_eq!(
            findings,
            [
                "redis-config/src/handle/mod.rs:3: `const` and 2 more items in mod.rs, which has only documentation, `mod` and `use`; move them to files of their own"
            ]
        );
        assert_eq!(found(&[("xtask/src/a/mod.rs", "mod tests { }")]).len(), 1);
        assert_eq!(found(&[("redis-config/src/lib.rs", "impl A {}")]).len(), 1);
    }

    #[test]
    fn a_file_next_to_its_directory_is_reported() {
        let findings = found(&[
            ("a/src/b.rs", ""),
            ("a/src/b/c.rs", ""),
            ("a/src/bc/d.rs", ""),
            ("a/src/e.rs", ""),
            ("a/src/e/f.md", ""),
        ]);
        assert_eq!(findings.len(), 1);
        assert!(
            findings[0].starts_with("a/src/b.rs:1: it has the directory a/src/b/;"),
            "{findings:?}"
        );
    }
}
