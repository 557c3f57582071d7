//! Bytes in a queue: they decode to a job, or are returned unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// The items that the included file imports from its crate.
mod queue {
    pub(crate) mod job_id {
        pub(crate) use redis_config::queue::JobId;
    }
}

#[path = "../../redis-config/src/queue/engine/envelope.rs"]
#[allow(dead_code, reason = "a target decodes only")]
mod envelope;

fuzz_target!(|bytes: &[u8]| {
    let header = envelope::Envelope::header(bytes);
    match envelope::Envelope::decode(bytes.to_vec()) {
        Ok(job) => {
            assert_eq!(header, Ok(job.header));
            assert!(bytes.ends_with(job.payload()));
            assert!(job.payload().len() + envelope::HEADER_BYTES <= bytes.len());
        }
        Err((_, back)) => assert_eq!(back, bytes),
    }
});
