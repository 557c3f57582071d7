//! Redis Sentinel: finds the primary and its replicas, and notices failovers.
//!
//! [`sentinels::Sentinels`] is the main type: the known sentinels of one instance, and the primary that they announce. Its
//! methods `open` ([`resolve_primary`]) and `replicas` ([`resolve_replicas`]) are what an instance calls. Start with
//! `Sentinels::open`.
//!
//! * [`client`] asks one sentinel; [`reply`] reads its replies; [`candidates`] ranks what several announce.
//! * [`monitor`] is the background task that follows each sentinel, over [`pubsub`] where the user may subscribe.
//! * [`error`] words why no server was found.
//!
//! An announced primary is never trusted: every socket is checked with `ROLE` before it is used.
//!
//! May import the rest of `connect`, except `connect::cluster`.

pub(crate) mod candidates;
pub(crate) mod client;
pub(crate) mod error;
pub(crate) mod monitor;
pub(crate) mod pubsub;
pub(crate) mod reply;
pub(crate) mod resolve_primary;
pub(crate) mod resolve_replicas;
pub(crate) mod sentinels;
