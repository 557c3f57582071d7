//! The strict URL dialect.
//!
//! ```text
//! redis|rediss|valkey|valkeys://[[user]:password@]host[:port][/database][?protocol=resp2|resp3]
//! redis[s]+sentinel://[[user]:password@]h1[:p],h2[:p]/[database]?master=NAME[&sentinel_username=..&sentinel_password=..][&protocol=..]
//! redis[s]+cluster://[[user]:password@]h1[:p],h2[:p][?protocol=..]
//! unix:///path[?db=..&user=..&pass=..&protocol=..]
//! ```
//!
//! Also read: `valkey[s]+sentinel` and `valkey[s]+cluster`, `-sentinel` and `-cluster` for `+sentinel` and
//! `+cluster`, `redis+tls` and `valkey+tls` for `rediss`, `redis+unix` and `valkey+unix` for `unix`.
//!
//! Whatever other clients accept in silence and read in several ways is refused, each with what to write
//! instead. No message ever holds user info, nor text that may be misplaced user info.

mod address;
mod host;
mod parse;
mod password;
mod path;
mod percent;
mod query;
mod redact;
mod redis_url;
mod scheme;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_refused;
mod user_info;

pub(crate) use address::endpoint;
pub use host::check as host;
pub use password::holds_password;
pub(crate) use path::socket_path;
pub use redact::redact;
pub use redis_url::{MAX_DATABASE, MAX_LENGTH, RedisUrl};
pub use scheme::{Family, SCHEMES, Scheme};
