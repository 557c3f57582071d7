//! Several instances in one struct: `#[derive(RedisConnections)]`.
//!
//! * `operations`: load, validate and connect all members; every failure is reported, not only the first
//! * `switch`: switches all members or none
//! * `in_use`, `by_member`: the health and the state of all members, and closing them
//! * `member`: a handle or a group in a group, and how generated code adds and takes members
//! * `no_group`: stubs for a group with a mistake
//! * `error`: the public [`ConnectionsError`](error::ConnectionsError)
//! * `definition`, `conflicts`, `keyspace_check`: compile-time checks that members do not share a name, a variable or keys
//! * `shared_keys`: the same check for values that are known only at run time, as a warning
//!
//! The main type is [`Group`](operations::Group), whose functions the generated methods call. Start with `operations`.
//! Imports go `no_group, switch, in_use → operations → member → definition`, and to `handle`, `load`, `settings` and
//! `__private::const_check`.

pub(crate) mod by_member;
pub(crate) mod conflicts;
pub(crate) mod definition;
pub(crate) mod error;
pub(crate) mod in_use;
pub(crate) mod keyspace_check;
pub(crate) mod member;
pub(crate) mod no_group;
pub(crate) mod operations;
pub(crate) mod shared_keys;
pub(crate) mod switch;
