//! The inherent methods. Their bodies are macros of the library; this module writes the arguments.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::DeriveInput;

use crate::imp::lifetimes;
use crate::imp::tokens::private;

/// The methods of a definition, with the struct's own visibility.
pub(crate) fn of_definition(input: &DeriveInput) -> TokenStream {
    let DeriveInput { vis, ident, .. } = input;
    let [parameters, arguments, bounds] = lifetimes::split(&input.generics);
    quote!(#private::methods! { #vis [#parameters] #ident [#arguments] [#bounds] })
}

/// The methods of a group and of its configurations. `bodies` is `real`, or `stub` if there was a mistake.
pub(crate) fn of_group(input: &DeriveInput, configs: &Ident, bodies: &TokenStream) -> TokenStream {
    let DeriveInput { vis, ident, .. } = input;
    let (parameters, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #private::group_methods! { #bodies #vis [#parameters] #ident #configs [#arguments] [#bounds] }
    }
}
