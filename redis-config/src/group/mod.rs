//! Several instances in one value: `#[derive(RedisConnections)]`.

pub(crate) mod conflicts;
pub(crate) mod error;
pub(crate) mod keyspace_check;
pub(crate) mod member;
pub(crate) mod operations;
pub(crate) mod shared_keys;
pub(crate) mod switch;
