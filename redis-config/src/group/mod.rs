//! Several instances in one struct: `#[derive(RedisConnections)]`.
//!
//! * `operations`: load, validate and connect all members; every failure is reported, not only the first
//! * `switch`: switches all members or none
//! * `in_use`, `by_member`: the health and the state of all members, and closing them
//! * `member`: a member without its type, and how generated code adds and takes members
//! * `error`: the public [`ConnectionsError`](error::ConnectionsError)
//! * `definition`, `conflicts`, `keyspace_check`: compile-time checks that members do not share a name, a variable or keys
//! * `shared_keys`: the same check for values that are known only at run time, as a warning
//!
//! The main type is the trait [`Group`](operations::Group), which the derive implements. Start with `operations`. Imports
//! go `switch, in_use → operations → member → definition`, and to `handle`, `load`, `settings` and `__private::const_check`.

pub(crate) mod by_member;
pub(crate) mod conflicts;
pub(crate) mod definition;
pub(crate) mod error;
pub(crate) mod in_use;
pub(crate) mod keyspace_check;
pub(crate) mod member;
pub(crate) mod operations;
pub(crate) mod shared_keys;
pub(crate) mod switch;
