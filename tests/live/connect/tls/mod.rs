//! Encrypted links: what works, and what is said when it does not.

mod authority;
mod certificates;
mod cluster;
mod files;
mod links;
mod ports;
mod provider;
mod rig;
mod rotation;
mod sentinels;
mod subscriber;
mod switch;
