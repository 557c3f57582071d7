//! handle::shared

pub(crate) mod assignment;
pub(crate) mod conn;
pub(crate) mod connection;
