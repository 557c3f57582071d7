//! Whole systems under faults.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on ends here, and a run says what it checked"
)]

#[path = "network/lost_replies.rs"]
mod answers;
#[path = "canary/texts.rs"]
mod canary;
#[path = "topology/cluster.rs"]
mod cluster;
#[path = "workers/crash.rs"]
mod crash;
#[path = "network/cut.rs"]
mod cut;
#[path = "server/eviction.rs"]
mod evicted;
#[path = "server/flush.rs"]
mod flush;
#[path = "server/freeze.rs"]
mod freeze;
#[path = "topology/lagging_replica.rs"]
mod lagging;
#[path = "network/file_descriptors.rs"]
mod limits;
#[path = "network/bad_links.rs"]
mod link;
#[path = "topology/failover_load.rs"]
mod moves;
#[path = "network/host_addresses.rs"]
mod names;
#[path = "network/proxy.rs"]
mod proxy;
mod readme;
#[path = "network/damaged_requests.rs"]
mod requests;
#[path = "fixture.rs"]
mod rig;
#[path = "server/server_errors.rs"]
mod says;
#[path = "server/scripts.rs"]
mod scripts;
#[path = "topology/sentinel.rs"]
mod sentinel;
#[path = "network/byte_slices.rs"]
mod slices;
#[path = "network/reconnect_storm.rs"]
mod storm;
#[path = "server/unblocked.rs"]
mod unblocked;
#[path = "workers/expired_leases.rs"]
mod zombie;
