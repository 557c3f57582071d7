//! What platforms write into one variable: JSON, base64 of JSON, and connection strings of .NET.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/load/generated/property.rs"]
#[allow(dead_code, reason = "each target uses a part")]
mod property;

fuzz_target!(|text: &str| {
    // The mark beside the text is the only one.
    if !text.contains(property::MARK) {
        property::platform(text, &redis_config_fuzz::scratch());
    }
});
