//! The inherent methods. Their bodies are macros of the library; this module writes the arguments.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DeriveInput, Generics};

use crate::imp::lifetimes;
use crate::imp::tokens::private;

/// The methods of a definition, with the struct's own visibility.
pub(crate) fn of_definition(input: &DeriveInput) -> TokenStream {
    let DeriveInput { vis, ident, .. } = input;
    let [parameters, arguments, bounds] = lifetimes::split(&input.generics);
    quote!(#private::methods! { #vis [#parameters] #ident [#arguments] [#bounds] })
}

/// The methods of a group and of its configurations. `assumed` has the where-clauses of what returns the configurations.
pub(crate) fn of_group(input: &DeriveInput, assumed: &Generics, configs: &Ident) -> TokenStream {
    let DeriveInput { vis, ident, .. } = input;
    let (parameters, arguments, bounds) = input.generics.split_for_impl();
    let assumed = &assumed.where_clause;
    quote! {
        #private::group_methods! { #vis [#parameters] #ident #configs [#arguments] [#bounds] [#assumed] }
    }
}
