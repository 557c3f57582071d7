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

mod ast;
mod attr;
mod check;
mod constant;
mod entry;
mod expand;
mod group;
mod items;
mod job;
mod key;
mod lifetimes;
mod meta;
mod methods;
mod model;
mod place;
mod shape;
mod sink;
mod stub;
#[cfg(test)]
mod tests;
mod value;
#[cfg(test)]
#[path = "../../tests/words/mod.rs"]
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
