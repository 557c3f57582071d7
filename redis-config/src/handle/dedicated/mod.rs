//! handle::dedicated

pub(crate) mod blocking;
pub(crate) mod checkout;
pub(crate) mod cluster_blocking;
pub(crate) mod dedicated;
