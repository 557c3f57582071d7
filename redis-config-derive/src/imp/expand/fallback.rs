//! The impl that replaces the real one if there is a mistake, so that no second error follows from the first.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::imp::lifetimes;
use crate::imp::tokens::private;

/// An empty impl of `RedisConfig`. Its topology is open so that topology errors do not follow.
pub(crate) fn fallback(input: &DeriveInput) -> TokenStream {
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
