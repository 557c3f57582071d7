// Jobs of any shape: no warning, no prelude.
#![no_implicit_prelude]
#![deny(warnings, missing_docs)]
//! Jobs.

use ::redis_config::queue::Job;
use ::std::option::Option::{None, Some};
use ::std::string::String;
use ::std::assert_eq;
use ::std::time::Duration;

/// A struct.
#[derive(::serde::Serialize, ::serde::Deserialize, Job)]
#[job(queue = "emails", max_attempts = 255, timeout = "1ms")]
#[job(backoff = constant("10s"))]
pub struct SendEmail {
    /// To whom.
    pub to: String,
}

/// An enum.
#[derive(::serde::Serialize, ::serde::Deserialize, Job)]
#[job(crate = ::redis_config)]
pub enum HTTPCall {
    /// With what.
    Get(String),
    /// With nothing.
    Ping,
}

/// A raw name.
#[allow(non_camel_case_types)]
#[derive(::serde::Serialize, ::serde::Deserialize, Job)]
pub struct r#loop;

fn main() {
    assert_eq!(SendEmail::QUEUE, "emails");
    assert_eq!(SendEmail::MAX_ATTEMPTS, Some(255));
    assert_eq!(SendEmail::TIMEOUT, Some(Duration::from_millis(1)));
    assert_eq!((HTTPCall::QUEUE, HTTPCall::TIMEOUT), ("http_call", None));
    assert_eq!(r#loop::QUEUE, "loop");
}
