//! Faults of the network and of the client's machine.
//!
//! `proxy` tests the fault proxy that most of these tests use. `cut` and `lost_replies` are the place to start: whatever is
//! lost, nothing is done twice. `cuts_under_load` shows which outcomes are unknown. `byte_slices`, `bad_links` and `damaged_requests` slow down or damage the data,
//! `host_addresses` and `file_descriptors` need a process of their own, `reconnect_storm` counts attempts.

mod bad_links;
mod byte_slices;
mod cut;
mod cuts_under_load;
mod damaged_requests;
mod file_descriptors;
mod host_addresses;
mod lost_replies;
mod proxy;
mod reconnect_storm;
