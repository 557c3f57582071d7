//! queue::producer

pub(crate) mod batch;
pub(crate) mod batcher;
pub(crate) mod options;
pub(crate) mod queue;
