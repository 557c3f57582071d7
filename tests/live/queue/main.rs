//! Queues on real servers.
