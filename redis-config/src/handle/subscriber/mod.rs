//! handle::subscriber

pub(crate) mod message;
pub(crate) mod resubscribe;
pub(crate) mod socket;
pub(crate) mod subscriber;
pub(crate) mod subscription;
pub(crate) mod task;
