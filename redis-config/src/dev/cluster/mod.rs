//! A private Redis cluster.
//!
//! * `builder`: its options
//! * `cluster`: the public [`Cluster`](cluster::Cluster): nodes, shards, failover
//! * `start`: starts the nodes, joins them, and waits until they agree
//! * `migration`: moving slots, and a slot held in migration
//! * `view`: `CLUSTER NODES` as one node reports it
//!
//! Start with `cluster`. Imports go `start, migration → cluster → builder, view`, and to `dev::{server, options, wait}`.

pub(crate) mod builder;
pub(crate) mod cluster;
pub(crate) mod migration;
pub(crate) mod start;
pub(crate) mod view;
