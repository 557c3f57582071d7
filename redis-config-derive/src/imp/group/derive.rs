//! From the group as it was written to its code.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::imp::attr::Attributes;
use crate::imp::errors::Errors;
use crate::imp::expand::methods;
use crate::imp::group::model::Member;
use crate::imp::group::{check, configs, expand};
use crate::imp::key::GroupKey;
use crate::imp::tokens::private;
use crate::imp::{assumed, ast, wrap};

/// `#[derive(RedisConnections)]`.
pub(crate) fn derive(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attributes: Attributes<GroupKey> = Attributes::read(&input.attrs, errors);
    let library = ast::library(attributes.find(GroupKey::Crate), errors);
    let configs = check::name(input, attributes.find(GroupKey::Configs), errors);
    let members = check::members(input, errors);
    let members = members.filter(|_| errors.count() == 0);
    // The type of their configurations is a part of the struct of configurations.
    let nested = members
        .iter()
        .flatten()
        .filter(|one| one.definition.is_none());
    let nested = nested.map(|Member { ty, .. }| quote!(#ty: #private::Configured));
    let generics = assumed::with(&input.generics, nested);
    let impls = match members {
        Some(members) => expand::expand(input, &generics, &configs, &members),
        None => expand::fallback(input, &configs),
    };
    let beside = configs::configs(input, &configs, &library);
    let methods = methods::of_group(input, &generics, &configs);
    let items = wrap::hidden(&library, &quote!(#impls #methods));
    quote!(#beside #items)
}
