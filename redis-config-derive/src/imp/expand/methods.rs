//! The inherent methods: the library has them as macros, whose arguments are made here.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::DeriveInput;

use crate::lifetimes;

/// The methods of a definition, with the struct's own visibility.
pub(crate) fn of_definition(input: &DeriveInput, private: &Ident) -> TokenStream {
    let DeriveInput { vis, ident, .. } = input;
    let [parameters, arguments, bounds] = lifetimes::split(&input.generics);
    quote!(#private::methods! { #vis [#parameters] #ident [#arguments] [#bounds] })
}

/// The methods of a group and of its configurations; `whole`: it has no mistake.
pub(crate) fn of_group(
    input: &DeriveInput,
    private: &Ident,
    configs: &Ident,
    whole: bool,
) -> TokenStream {
    let DeriveInput { vis, ident, .. } = input;
    let (parameters, arguments, bounds) = input.generics.split_for_impl();
    let bodies = match whole {
        true => quote!(real),
        false => quote!(stub),
    };
    quote! {
        #private::group_methods! { #bodies #vis [#parameters] #ident #configs [#arguments] [#bounds] }
    }
}
