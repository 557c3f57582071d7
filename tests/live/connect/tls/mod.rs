//! TLS connections: what works, and the errors when it does not.
//!
//! `fixture` has a server with a TLS port; `authority` issues certificates, bad ones included. `connections` is the place to
//! start. `certificates`, `files`, `ports` and `crypto_provider` test errors, `rotation` certificates that change on disk,
//! and `cluster`, `sentinels`, `subscriber` and `switch` the rest of the library over TLS.

mod authority;
mod certificates;
mod cluster;
mod connections;
mod crypto_provider;
mod files;
mod fixture;
mod ports;
mod rotation;
mod sentinels;
mod subscriber;
mod switch;
