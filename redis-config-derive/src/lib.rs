//! The derive macros of `redis-config`.
//!
//! `DeriveInput → ast (may be wrong) → check → model (cannot be wrong) → expand (cannot fail)`: every mistake of
//! a definition is collected on the way and reported at once, and a stub of every impl takes the place of the
//! code, so that no second error follows.

#![deny(
    // A macro that panics says where it failed, not what is wrong.
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable
)]

#[path = "imp/ast.rs"]
mod ast;
#[path = "imp/attr/attributes.rs"]
mod attr;
#[path = "imp/check/definition.rs"]
mod check;
#[path = "imp/attr/literal_or_const.rs"]
mod constant;
#[path = "imp/entry.rs"]
mod entry;
#[path = "imp/expand/definition.rs"]
mod expand;
#[path = "imp/group/derive.rs"]
mod group;
#[path = "imp/expand/const_items.rs"]
mod items;
#[path = "imp/job/derive.rs"]
mod job;
#[path = "imp/key/redis_keys.rs"]
mod key;
#[path = "imp/lifetimes.rs"]
mod lifetimes;
#[path = "imp/expand/field_meta.rs"]
mod meta;
#[path = "imp/expand/methods.rs"]
mod methods;
#[path = "imp/model.rs"]
mod model;
#[path = "imp/span.rs"]
mod place;
#[path = "imp/type_guess.rs"]
mod shape;
#[path = "imp/errors.rs"]
mod sink;
#[path = "imp/expand/fallback.rs"]
mod stub;
#[cfg(test)]
mod tests;
#[path = "imp/attr/value.rs"]
mod value;
#[cfg(test)]
#[path = "tests/messages/parity.rs"]
mod words;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/redis_config.md")]
#[doc = include_str!("../docs/settings.md")]
#[proc_macro_derive(RedisConfig, attributes(redis))]
pub fn redis_config(input: TokenStream) -> TokenStream {
    entry::derive(input.into(), entry::config).into()
}

#[doc = include_str!("../docs/redis_connections.md")]
#[proc_macro_derive(RedisConnections, attributes(redis))]
pub fn redis_connections(input: TokenStream) -> TokenStream {
    entry::derive(input.into(), group::expand).into()
}

#[doc = include_str!("../docs/job.md")]
#[proc_macro_derive(Job, attributes(job))]
pub fn job(input: TokenStream) -> TokenStream {
    entry::derive(input.into(), job::expand).into()
}
