//! Lines of `NAME=value` as the environment that definitions are loaded from.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/load/generated/property.rs"]
#[allow(dead_code, reason = "each target uses a part")]
mod property;

fuzz_target!(|text: &str| {
    // The fuzzer must not depend on the content of files.
    let lines = text.lines().filter(|line| !line.contains("_FILE"));
    let lines: Vec<_> = lines.collect();
    // The mark first: what follows may override its variables, and is nothing that it could be a part of.
    let mark = property::MARK;
    let text = format!(
        "JOBS_PASSWORD={mark}\nJOBS_URL=redis://user:{mark}@h:6379/1\nREDIS_PASSWORD={mark}\n{}",
        lines.join("\n")
    );
    property::environment(&text, &redis_config_fuzz::scratch());
});
