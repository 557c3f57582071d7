//! Handles on real servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on ends here"
)]

#[path = "acl/fewest_rights.rs"]
mod acl;
#[path = "recovery/connection_age.rs"]
mod age;
#[path = "topology/allowed_hosts.rs"]
mod allowed;
#[path = "topology/detection.rs"]
mod auto;
#[path = "commands/blocking.rs"]
mod blocking;
mod clients;
#[path = "cluster/fixture.rs"]
mod cluster;
#[path = "credentials/rotation.rs"]
mod credentials;
#[path = "recovery/connect_errors.rs"]
mod errors;
#[path = "switch/follow.rs"]
mod following;
#[path = "switch/group.rs"]
mod group;
#[path = "commands/policy.rs"]
mod guard;
#[path = "fixture/definition.rs"]
mod live;
#[path = "fixture/load.rs"]
mod load;
#[path = "fixture/mixed_load.rs"]
mod mix;
#[path = "commands/reply_order.rs"]
mod order;
#[path = "recovery/outage.rs"]
mod outage;
#[path = "credentials/password.rs"]
mod password;
#[path = "sentinel/primary.rs"]
mod sentinel;
#[path = "commands/dedicated.rs"]
mod session;
#[path = "topology/endpoints.rs"]
mod shape;
#[path = "recovery/timeouts.rs"]
mod silence;
#[path = "subscriber/messages.rs"]
mod subscriber;
#[path = "switch/one_instance.rs"]
mod switch;
mod tls;
#[path = "recovery/state_changes.rs"]
mod transitions;
