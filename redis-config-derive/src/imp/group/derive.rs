//! From the group as it was written to its code.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::imp::attr::Attributes;
use crate::imp::errors::Errors;
use crate::imp::expand::methods;
use crate::imp::group::model::Group;
use crate::imp::group::{check, configs, expand};
use crate::imp::key::GroupKey;
use crate::imp::{ast, wrap};

/// `#[derive(RedisConnections)]`.
pub(crate) fn derive(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attributes: Attributes<GroupKey> = Attributes::read(&input.attrs, errors);
    let library = ast::library(attributes.find(GroupKey::Crate), errors);
    let configs = check::name(input, attributes.find(GroupKey::Configs), errors);
    let members = check::members(input, errors);
    let beside = configs::configs(input, &configs);
    let (impls, bodies) = match members {
        Some(members) if errors.count() == 0 => {
            let group = Group {
                configs: configs.clone(),
                members,
            };
            (expand::expand(input, &group), quote!(real))
        }
        _ => (expand::fallback(input, &configs), quote!(stub)),
    };
    let methods = methods::of_group(input, &configs, &bodies);
    let items = wrap::hidden(&library, &quote!(#impls #methods));
    quote!(#beside #items)
}
