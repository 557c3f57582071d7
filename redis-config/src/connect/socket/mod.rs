//! connect::socket

pub(crate) mod io_stats;
pub(crate) mod sender;
pub(crate) mod socket;
pub(crate) mod watchdog;
