//! Bytes in a queue: decoded as a job, or returned unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// The imports of the included file.
mod queue {
    pub(crate) use redis_config::queue::JobId;
}

#[path = "../../redis-config/src/queue/engine/item.rs"]
#[allow(dead_code, reason = "a target decodes only")]
mod item;

fuzz_target!(|bytes: &[u8]| {
    let header = item::Item::header(bytes);
    match item::Item::decode(bytes.to_vec()) {
        Ok(item) => {
            assert_eq!(header, Ok(item.header));
            assert!(bytes.ends_with(item.payload()));
            assert!(item.payload().len() + item::HEADER_BYTES <= bytes.len());
        }
        Err((_, back)) => assert_eq!(back, bytes),
    }
});
