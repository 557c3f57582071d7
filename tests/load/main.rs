//! Loading and checking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "a test that cannot go on ends here"
)]

mod canary;
mod checking;
mod definitions;
mod environment;
mod errors;
mod fallback;
mod files;
mod groups;
mod precedence;
mod sanitising;
mod secret;
mod settings;
mod tls;
mod topologies;
mod values;
