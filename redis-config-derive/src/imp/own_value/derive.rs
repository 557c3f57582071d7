//! From a type as it was written to its impl.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::imp::attr::Attributes;
use crate::imp::errors::Errors;
use crate::imp::own_value::value_keys::TypeKey;
use crate::imp::own_value::{check, expand};
use crate::imp::{ast, wrap};

/// `#[derive(Value)]`.
pub(crate) fn derive(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attributes: Attributes<TypeKey> = Attributes::read(&input.attrs, errors);
    let library = ast::library(attributes.find(TypeKey::Crate), errors);
    let model = check::check(input, errors).filter(|_| errors.count() == 0);
    let body = match model {
        Some(model) => expand::expand(input, &model),
        None => expand::fallback(input),
    };
    wrap::hidden(&library, &body)
}
