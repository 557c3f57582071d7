//! Encrypted links: what works, and what is said when it does not.

mod authority;
mod certificates;
mod cluster;
mod files;
#[path = "connections.rs"]
mod links;
mod ports;
#[path = "crypto_provider.rs"]
mod provider;
#[path = "fixture.rs"]
mod rig;
mod rotation;
mod sentinels;
mod subscriber;
mod switch;
