//! Handles on real servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

mod acl;
mod age;
mod allowed;
mod auto;
mod blocking;
mod clients;
mod cluster;
mod credentials;
mod errors;
mod following;
mod group;
mod guard;
mod live;
mod load;
mod mix;
mod order;
mod outage;
mod password;
mod sentinel;
mod session;
mod shape;
mod silence;
mod subscriber;
mod switch;
mod tls;
mod transitions;
