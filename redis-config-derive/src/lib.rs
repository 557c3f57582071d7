//! The derive macros of `redis-config`.
//!
//! All mistakes of a definition are collected and reported at once. If there is one, empty impls take the place of the
//! code, so that no second error follows from the first. The stages are described in `imp/mod.rs`.

#![deny(
    // The panic of a macro shows where it failed, not what is wrong.
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable
)]

mod imp;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/redis_config.md")]
#[doc = include_str!("../docs/settings.md")]
#[proc_macro_derive(RedisConfig, attributes(redis))]
pub fn redis_config(input: TokenStream) -> TokenStream {
    imp::entry::derive(input.into(), imp::entry::config).into()
}

#[doc = include_str!("../docs/redis_connections.md")]
#[proc_macro_derive(RedisConnections, attributes(redis))]
pub fn redis_connections(input: TokenStream) -> TokenStream {
    imp::entry::derive(input.into(), imp::group::derive).into()
}

#[doc = include_str!("../docs/job.md")]
#[proc_macro_derive(Job, attributes(job))]
pub fn job(input: TokenStream) -> TokenStream {
    imp::entry::derive(input.into(), imp::job::derive).into()
}

#[doc = include_str!("../docs/value.md")]
#[proc_macro_derive(Value, attributes(value))]
pub fn value(input: TokenStream) -> TokenStream {
    imp::entry::derive(input.into(), imp::own_value::derive).into()
}
