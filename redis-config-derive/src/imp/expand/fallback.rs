//! What stands in for the impl when there is a mistake: no second error follows from the first.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::DeriveInput;

use crate::lifetimes;

/// An impl of `RedisConfig` that says nothing. Its topology is open: what another cannot do must not be reported too.
pub(crate) fn stub(input: &DeriveInput, private: &Ident) -> TokenStream {
    let ident = &input.ident;
    let [impl_generics, arguments, where_clause] = lifetimes::split(&input.generics);
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::RedisConfig for #ident #arguments #where_clause {
            const NAME: &'static str = "";
            const ENV: &'static str = "";
            const FIELDS: &'static [#private::FieldMeta] = &[];
            const FIXED: &'static [(#private::Setting, &'static str)] = &[];
            type Topology = #private::Auto;

            fn fields(&self, _: &mut #private::FieldValues<'_>) {}

            fn build(_: &mut #private::FieldSource<'_>) -> #private::Option<Self> {
                #private::None
            }
        }
    }
}
