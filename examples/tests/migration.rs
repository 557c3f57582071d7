//! Every step of the guide `from_hardcoded` runs, and its code is the code of the guide.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

#[test]
fn every_step_runs() {
    let run = Command::new(env!("CARGO_BIN_EXE_migration"))
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{error}");
    let lines = [
        "step 0 sent step0@example.com",
        "step 1 sent step1@example.com",
        "step 2 sent step2@example.com",
        "step 3 sent step3@example.com",
        "step 3 stopped after 1 job",
        "step 4 sent green@example.com at the expected server",
        "step 4 sent blue@example.com at the expected server",
        "step 4 stopped after 2 jobs",
    ];
    assert_eq!(
        String::from_utf8_lossy(&run.stdout),
        lines.join("\n") + "\n"
    );
}

/// A block of the guide that starts with `// step1/queue.rs` is that file.
#[test]
fn the_guide_shows_the_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = root.join("../redis-config/src/guide/from_hardcoded.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let mut shown = 0;
    for block in guide.split("```rust,ignore\n// ").skip(1) {
        let (name, rest) = block.split_once('\n').unwrap();
        let code = rest.split("```").next().unwrap();
        let file = std::fs::read_to_string(root.join("migration").join(name)).unwrap();
        assert_eq!(code, file, "{name}");
        shown += 1;
    }
    assert_eq!(shown, 8, "files shown by the guide");
}
