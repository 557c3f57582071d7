//! dev::sentinel

pub(crate) mod builder;
pub(crate) mod sentinel;
pub(crate) mod state;
pub(crate) mod timing;
