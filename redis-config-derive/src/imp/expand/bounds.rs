//! The bounds that the parameters of a struct need.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, GenericParam};

use crate::imp::assumed;
use crate::imp::lifetimes;
use crate::imp::model::Field;
use crate::imp::tokens::private;
use crate::imp::type_guess::names_parameter;

/// The struct, whose impls assume that the types of its fields are values and that it is `Clone + Send + Sync`; and a
/// function that asks whether they are. A parameter without bounds is one error then.
pub(crate) fn with_bounds<'a>(
    input: &DeriveInput,
    fields: impl Iterator<Item = &'a Field>,
) -> (DeriveInput, Option<TokenStream>) {
    let mut generic = input.clone();
    let mut params = input.generics.params.iter();
    if params.all(|one| matches!(one, GenericParam::Lifetime(_))) {
        return (generic, None);
    }
    let fields = fields.filter(|field| field.loaded.is_some());
    let types = fields.map(|field| &field.ty);
    let types: Vec<_> = types
        .filter(|ty| names_parameter(ty, &input.generics))
        .collect();
    let itself =
        quote!(Self: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static);
    let clauses = types.iter().map(|ty| quote!(#ty: #private::Value));
    generic.generics = assumed::with(&input.generics, clauses.chain([itself]));
    let ident = &input.ident;
    let [parameters, arguments, where_clause] = lifetimes::split(&input.generics);
    let (mut asked, mut known) = (TokenStream::new(), HashSet::new());
    for ty in types {
        // As text: `syn` compares types only with a feature that other crates may not ask for.
        if !known.insert(ty.to_token_stream().to_string()) {
            continue;
        }
        let span = Span::mixed_site().located_at(ty.span());
        asked.extend(quote_spanned!(span=> __redis::loaded::<#ty, #ident #arguments>();));
    }
    (
        generic,
        Some(assumed::asked(&parameters, &where_clause, &asked)),
    )
}
