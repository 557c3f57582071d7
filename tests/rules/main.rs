//! The rules against the `redis` crate.
