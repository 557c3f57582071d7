//! dev::cluster

pub(crate) mod builder;
pub(crate) mod cluster;
pub(crate) mod migration;
pub(crate) mod start;
pub(crate) mod view;
