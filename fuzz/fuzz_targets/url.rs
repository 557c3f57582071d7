//! A URL: an accepted one means the same to the `redis` crate, and no message repeats a refused one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redis_config_rules::Topology;
use redis_config_rules::url::{RedisUrl, redact};

#[path = "../../tests/rules/compare.rs"]
#[allow(dead_code, reason = "a target counts nothing")]
mod compare;

fuzz_target!(|text: &str| {
    match RedisUrl::parse(text) {
        Ok(url) => {
            let mut compared = compare::Compared::default();
            match url.topology {
                Topology::Standalone => compare::compare(text, &url, &mut compared),
                _ => compare::compare_several(text, &url, &mut compared),
            }
        }
        Err(problem) => {
            for line in [&problem.message, &problem.help] {
                assert!(
                    !line.is_empty() && !line.contains(char::is_control),
                    "{line:?}"
                );
            }
        }
    }
    let _ = redact(text);
});
