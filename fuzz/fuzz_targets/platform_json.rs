//! What platforms write into one variable: JSON, base64 of JSON, and connection strings of .NET.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redis_config::{Invalid, RedisConfig, Secret, Sources};

const MARK: &str = "c4n4ry";

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS", fallback)]
struct Jobs {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    username: Option<String>,
    password: Option<Secret>,
    database: Option<u32>,
}

fuzz_target!(|text: &str| {
    let relationships = base64(text);
    // The mark as a password, with the text beside it.
    let service = format!(
        r#"{{"p.redis":[{{"name":"jobs","tags":["redis"],"credentials":{{"password":"{MARK}","uri":"redis://:{MARK}@h",{text}}}}}]}}"#
    );
    let connection = format!("{text},password={MARK}");
    for (name, value) in [
        ("VCAP_SERVICES", text),
        ("VCAP_SERVICES", &service),
        ("PLATFORM_RELATIONSHIPS", text),
        ("PLATFORM_RELATIONSHIPS", &relationships),
        ("AZURE_REDIS_CONNECTIONSTRING", text),
        ("AZURE_REDIS_CONNECTIONSTRING", &connection),
        ("ConnectionStrings__jobs", &connection),
    ] {
        let loaded = Jobs::load_from(&Sources::standard().env([(name, value)]));
        match loaded.map(|jobs| jobs.validate()) {
            Ok(Ok(())) => {}
            Ok(Err(invalid)) => panic!("loaded, and yet: {invalid}"),
            Err(invalid) => check_texts(&invalid, text),
        }
    }
});

fn check_texts(invalid: &Invalid, text: &str) {
    let shown = format!("{invalid} {invalid:?}");
    assert!(text.contains(MARK) || !shown.contains(MARK), "{shown}");
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |at| ALPHABET[(bits >> (18 - 6 * at)) as usize & 63])
    });
    digits.map(char::from).collect()
}
