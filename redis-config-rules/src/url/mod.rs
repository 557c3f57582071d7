//! The strict parser of Redis URLs.
//!
//! ```text
//! redis|rediss|valkey|valkeys://[[user]:password@]host[:port][/database][?protocol=resp2|resp3]
//! redis[s]+sentinel://[[user]:password@]h1[:p],h2[:p]/[database]?master=NAME[&sentinel_username=..&sentinel_password=..][&protocol=..]
//! redis[s]+cluster://[[user]:password@]h1[:p],h2[:p][?protocol=..]
//! unix:///path[?db=..&user=..&pass=..&protocol=..]
//! ```
//!
//! Also accepted: `valkey[s]+sentinel` and `valkey[s]+cluster`, `-sentinel` and `-cluster` for `+sentinel` and
//! `+cluster`, `redis+tls` and `valkey+tls` for `rediss`, `redis+unix` and `valkey+unix` for `unix`.
//!
//! URLs that other clients accept but read in different ways are refused, with a help text. No message contains user info,
//! or text that may be misplaced user info.
//!
//! `read` makes a [`RedisUrl`]; `parse` splits it; `user_info`, `address`, `host`, `path` and `query` check its parts. `redact` formats a URL
//! for logs, `password` detects passwords in constants. Imports `text` and `name`. Start with `read`; `tests/refused.rs`
//! lists one URL for each refusal. `foreign` translates refused URLs of other clients for the message.

mod address;
mod foreign;
mod host;
mod parse;
mod password;
mod path;
mod percent;
mod query;
mod read;
mod redact;
mod redis_url;
mod scheme;
#[cfg(test)]
mod tests;
mod user_info;

pub(crate) use address::{Server, server};
pub use host::check as host;
pub(crate) use host::{Host, scan as scan_host};
pub(crate) use parse::Parts;
pub use password::holds_password;
pub(crate) use path::socket_path;
pub(crate) use percent::decode;
pub(crate) use read::scan;
pub use read::{check_topology, location};
pub use redact::redact;
pub use redis_url::{MAX_DATABASE, MAX_LENGTH, RedisUrl};
pub use scheme::{Family, SCHEMES, Scheme};
#[cfg(test)]
pub(crate) use tests::{REFUSALS, TRANSLATED};
