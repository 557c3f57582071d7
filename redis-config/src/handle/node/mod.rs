//! handle::node

pub(crate) mod dedicated_pool;
pub(crate) mod locate;
pub(crate) mod maintenance;
pub(crate) mod node;
pub(crate) mod readonly_recheck;
pub(crate) mod reauth;
pub(crate) mod server_condition_log;
pub(crate) mod shared_socket;
pub(crate) mod supervisor;
