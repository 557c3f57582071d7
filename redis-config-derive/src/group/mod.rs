//! `#[derive(RedisConnections)]`.

mod check;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::ast;
use crate::attr::Attributes;
use crate::key::GroupKey;
use crate::sink::Sink;

/// A member of the group.
pub(crate) struct Member {
    ident: syn::Ident,
    /// The name without `r#`.
    name: String,
    ty: syn::Type,
}

/// The methods of a group, and the checks of its members.
pub(crate) fn expand(input: &DeriveInput, sink: &mut Sink) -> TokenStream {
    let attributes: Attributes<GroupKey> = Attributes::read(&input.attrs, sink);
    let library = ast::library(attributes.find(GroupKey::Crate), sink);
    let private = quote!(#library::__private);
    let members = check::members(input, sink);
    match members {
        Some(members) if sink.count() == 0 => expand::expand(input, &private, &members),
        _ => expand::stub(input, &private),
    }
}
