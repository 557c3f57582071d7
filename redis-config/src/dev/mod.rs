//! Private real servers.
