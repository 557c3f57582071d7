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
mod expand;
mod group;
mod key;
mod methods;
mod model;
mod shape;
mod sink;
mod stub;
mod value;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::Attributes;
use crate::key::StructKey;
use crate::sink::Sink;

#[doc = include_str!("../docs/redis_config.md")]
#[proc_macro_derive(RedisConfig, attributes(redis))]
pub fn redis_config(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(input, config)
}

#[doc = include_str!("../docs/redis_connections.md")]
#[proc_macro_derive(RedisConnections, attributes(redis))]
pub fn redis_connections(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive(input, group::expand)
}

fn derive(
    input: proc_macro::TokenStream,
    expand: fn(&DeriveInput, &mut Sink) -> TokenStream,
) -> proc_macro::TokenStream {
    let input = match syn::parse::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error().into(),
    };
    let mut sink = Sink::default();
    let items = expand(&input, &mut sink);
    let errors = sink.finish();
    quote! {
        const _: () = { #items };
        #errors
    }
    .into()
}

fn config(input: &DeriveInput, sink: &mut Sink) -> TokenStream {
    let attributes = Attributes::read(&input.attrs, sink);
    let library = ast::library(attributes.find(StructKey::Crate), sink);
    let private = quote!(#library::__private);
    let definition = ast::Definition::read(input, attributes, sink);
    let hopeless = definition.as_ref().is_some_and(ast::Definition::is_unsized);
    let model = definition.and_then(|definition| check::check(&definition, sink));
    if hopeless {
        return TokenStream::new();
    }
    let body = match model {
        Some(model) if sink.count() == 0 => expand::expand(input, &private, &model),
        _ => stub::stub(input, &private),
    };
    let methods = methods::methods(input, &private);
    quote!(#body #methods)
}
