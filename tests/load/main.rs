//! Loading and checking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "a test that cannot continue ends here"
)]

mod canary;
mod errors;
mod explanation;
mod fixture;
mod generated;
mod platforms;
mod reference;
mod secret;
mod settings;
mod sources;
mod tls;
mod topologies;
mod validation;
mod values;
