//! The table of faults names tests that there are.

use std::path::Path;

#[test]
fn every_test_in_the_table_exists() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(tests.join("faults/README.md")).expect("the table");
    let mut named = 0;
    for word in table.split('`').skip(1).step_by(2) {
        let Some((suite, name)) = word.rsplit_once("::") else {
            continue;
        };
        named += 1;
        let source = tests.join(format!("{suite}.rs"));
        let source = std::fs::read_to_string(&source)
            .unwrap_or_else(|error| panic!("`{word}`: {}: {error}", source.display()));
        assert!(
            source.contains(&format!("fn {name}(")),
            "the table names `{word}`, and there is no such test"
        );
    }
    assert!(named > 50, "the table names {named} tests");
}

/// The rows of a table, each with its first cell.
fn rows<'a>(table: &'a str, column: &str) -> Vec<(&'a str, &'a str)> {
    let (_, column) = table
        .split_once(&format!("\n## {column}\n"))
        .unwrap_or_else(|| panic!("there is no column `{column}`"));
    let (column, _) = column.split_once("\n## ").unwrap_or((column, ""));
    let rows = column.lines().filter_map(|line| {
        let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
        row.split_once(" | ")
    });
    rows.skip(1).collect()
}

#[test]
fn every_row_of_the_table_names_a_test_or_its_absence() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(tests.join("faults/README.md")).expect("the table");
    for column in ["Connection", "Error replies", "Topology", "Queue"] {
        let rows = rows(&table, column);
        assert!(rows.len() >= 12, "`{column}` has {} rows", rows.len());
        for (fault, cell) in rows {
            let named = cell
                .split('`')
                .skip(1)
                .step_by(2)
                .any(|word| word.contains("::"));
            assert!(
                named || cell.contains("no test") || cell.contains("the crash test above"),
                "`{fault}` has no test, and the row does not mention that"
            );
        }
    }
}
