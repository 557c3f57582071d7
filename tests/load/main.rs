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
#[path = "validation.rs"]
mod checking;
#[path = "fixture.rs"]
mod definitions;
#[path = "sources/environment.rs"]
mod environment;
mod errors;
#[path = "sources/fallback.rs"]
mod fallback;
#[path = "sources/files.rs"]
mod files;
#[path = "sources/source_groups.rs"]
mod groups;
#[path = "sources/precedence.rs"]
mod precedence;
#[path = "sources/sanitising.rs"]
mod sanitising;
mod secret;
mod settings;
mod tls;
mod topologies;
mod values;
