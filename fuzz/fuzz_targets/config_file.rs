//! Configuration files: TOML and JSON, in each kind of profile.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/load/generated/property.rs"]
#[allow(dead_code, reason = "each target uses a part")]
mod property;

fuzz_target!(|text: &str| {
    // The fuzzer must not depend on the content of files.
    if text.contains("_file") || text.contains('\\') {
        return;
    }
    // The mark first: what follows cannot make it a part of another value.
    let mark = property::MARK;
    let toml = format!("[profile.green.jobs]\npassword = \"{mark}\"\n{text}");
    let json = format!("{{\"profile\": {{\"green\": {{\"jobs\": {{\"password\": \"{mark}\"{text}");
    let scratch = redis_config_fuzz::scratch();
    for profile in ["green", "dev", "production", "test"] {
        property::file(&toml, false, profile, &scratch);
        property::file(&json, true, profile, &scratch);
    }
    property::file(text, false, "dev", &scratch);
    property::file(text, true, "dev", &scratch);
});
