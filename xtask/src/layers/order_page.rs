//! The module order as CONTRIBUTING shows it.

use std::fs;

use super::finding::{Finding, Rule};
use super::order::ORDER;
use super::source::Tree;
use crate::workspace::{Outcome, root};

const PAGE: &str = "CONTRIBUTING.md";
const BEGIN: &str = "<!-- The module order: `cargo xtask layers --bless` writes it from xtask/src/layers/order.rs. -->\n";
const END: &str = "<!-- End of the module order. -->";

/// Reports a page that shows another order.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let page = tree.get(PAGE).map_or("", |file| file.text.as_str());
    if replaced(page).as_deref() == Some(page) {
        return Vec::new();
    }
    vec![Finding {
        rule: Rule::Order,
        file: PAGE.to_owned(),
        line: page
            .lines()
            .position(|line| line == BEGIN.trim_end())
            .unwrap_or(0)
            + 1,
        message: "it shows another module order; run `cargo xtask layers --bless`".to_owned(),
    }]
}

/// Writes the order into the page.
pub(crate) fn write() -> Outcome {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).map_err(|error| format!("cannot read {PAGE}: {error}"))?;
    let replaced = replaced(&page)
        .ok_or_else(|| format!("{PAGE} has no lines `{}` and `{END}`", BEGIN.trim_end()))?;
    fs::write(&path, replaced).map_err(|error| format!("cannot write {PAGE}: {error}"))
}

fn replaced(page: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", rendered()))
}

/// A numbered list with a line for each row.
fn rendered() -> String {
    let rows = ORDER.iter().enumerate();
    rows.map(|(index, row)| format!("{}. `{}`\n", index + 1, row.join("`, `")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_the_order() {
        let page = fs::read_to_string(root().join(PAGE)).unwrap();
        assert_eq!(
            replaced(&page).as_deref(),
            Some(page.as_str()),
            "run `cargo xtask layers --bless`"
        );
    }

    #[test]
    fn another_order_is_reported() {
        let page = format!("a\n{BEGIN}\n1. `b`\n\n{END}\nc\n");
        let findings = check(&Tree::of(&[(PAGE, &page)]));
        assert_eq!(
            findings[0].to_string(),
            "CONTRIBUTING.md:2: it shows another module order; run `cargo xtask layers --bless`"
        );
        let right = replaced(&page).unwrap();
        assert!(right.starts_with("a\n") && right.ends_with(&format!("{END}\nc\n")));
        assert_eq!(check(&Tree::of(&[(PAGE, &right)])), []);
    }
}
