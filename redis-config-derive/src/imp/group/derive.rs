//! `#[derive(RedisConnections)]`.

mod check;
mod configs;
mod expand;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident};

use crate::attr::Attributes;
use crate::key::GroupKey;
use crate::sink::Sink;
use crate::{ast, entry, methods};

/// A group of connections. It cannot be wrong.
pub(crate) struct Group {
    /// Name of the struct of its configurations.
    configs: Ident,
    members: Vec<Member>,
}

/// A member of the group.
pub(crate) struct Member {
    ident: Ident,
    /// The name without `r#`.
    name: String,
    ty: syn::Type,
}

/// The methods of a group, its configurations, and the checks of its members.
pub(crate) fn expand(input: &DeriveInput, sink: &mut Sink) -> TokenStream {
    let attributes: Attributes<GroupKey> = Attributes::read(&input.attrs, sink);
    let library = ast::library(attributes.find(GroupKey::Crate), sink);
    let private = entry::private();
    let configs = check::name(input, attributes.find(GroupKey::Configs), sink);
    let members = check::members(input, sink);
    let beside = configs::configs(input, &configs);
    let mut items = match members {
        Some(members) if sink.count() == 0 => {
            let methods = methods::of_group(input, &private, &configs, true);
            let group = Group { configs, members };
            let data = expand::expand(input, &private, &group);
            quote!(#data #methods)
        }
        _ => {
            let methods = methods::of_group(input, &private, &configs, false);
            let stub = expand::stub(input, &configs);
            quote!(#stub #methods)
        }
    };
    items = entry::hidden(&library, &items);
    quote!(#beside #items)
}
