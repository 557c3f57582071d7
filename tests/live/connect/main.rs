//! Handles on real servers.
