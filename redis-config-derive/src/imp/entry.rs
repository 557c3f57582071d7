//! The stages of the derives, in their order.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::imp::attr::Attributes;
use crate::imp::errors::Errors;
use crate::imp::key::StructKey;
use crate::imp::{ast, check, expand, lifetimes, wrap};

/// One of the derives: writes the items beside an item, and reports mistakes.
pub(crate) type Derive = fn(&DeriveInput, &mut Errors) -> TokenStream;

/// The items of a derive, then its mistakes.
pub(crate) fn derive(input: TokenStream, derive: Derive) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let items = derive(&input, &mut errors);
    let errors = errors.finish();
    quote!(#items #errors)
}

/// Reported when a mistake was found but not reported: a definition that does nothing must never compile.
pub(crate) const LOST: &str = "a mistake of the derive itself: it lost a value";

/// `#[derive(RedisConfig)]`.
pub(crate) fn config(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let input = &lifetimes::fixed(input);
    let attributes = Attributes::read(&input.attrs, errors);
    let library = ast::library(attributes.find(StructKey::Crate), errors);
    let definition = ast::Definition::read(input, attributes, errors);
    let is_unsized = definition.as_ref().is_some_and(ast::Definition::is_unsized);
    let is_group = definition.as_ref().is_some_and(ast::Definition::is_group);
    let model = definition.and_then(|definition| check::check(&definition, errors));
    if is_unsized {
        return TokenStream::new();
    }
    if is_group {
        return TokenStream::new();
    }
    let model = model.filter(|_| errors.count() == 0);
    let fields = model.iter().flat_map(|model| &model.fields);
    let (input, asked) = expand::with_bounds(input, fields);
    let body = match &model {
        Some(model) => expand::expand(&input, model),
        None => {
            if errors.count() == 0 {
                errors.add(&input.ident, LOST, "report it, with the definition");
            }
            expand::fallback(&input)
        }
    };
    let methods = expand::methods::of_definition(&input);
    wrap::hidden(&library, &quote!(#body #methods #asked))
}
