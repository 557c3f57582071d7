//! handle::instance

pub(crate) mod generation;
pub(crate) mod instance;
pub(crate) mod switch;
pub(crate) mod topology_detection;
