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
