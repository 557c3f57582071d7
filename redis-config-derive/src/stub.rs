//! What stands in for the impl when there is a mistake: no second error follows from the first.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// An impl of `RedisConfig` that says nothing.
pub(crate) fn stub(input: &DeriveInput, private: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::RedisConfig for #ident #ty_generics #where_clause {
            const NAME: &'static str = "";
            const ENV: &'static str = "";
            const FIELDS: &'static [#private::FieldMeta] = &[];
            const FIXED: &'static [(#private::Setting, &'static str)] = &[];
            type Topology = #private::Standalone;

            fn fields(&self, _: &mut #private::FieldValues<'_>) {}

            fn build(_: &mut #private::FieldSource<'_>) -> ::core::option::Option<Self> {
                ::core::option::Option::None
            }
        }
    }
}
