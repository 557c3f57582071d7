//! The inherent methods: one line each, the work is the library's.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::lifetimes;

/// The methods that users call, with the struct's own visibility.
pub(crate) fn methods(input: &DeriveInput, private: &TokenStream) -> TokenStream {
    let DeriveInput {
        vis,
        ident,
        generics,
        ..
    } = input;
    let [impl_generics, arguments, where_clause] = lifetimes::split(generics);
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #arguments #where_clause {
            /// Loads the definition from the environment and its defaults, and checks it.
            ///
            /// # Errors
            ///
            /// Everything that is missing or wrong, never only the first.
            #vis fn load() -> ::core::result::Result<Self, #private::Invalid> {
                #private::load::<Self>()
            }

            /// Loads the definition from `sources`, and checks it.
            ///
            /// # Errors
            ///
            /// Everything that is missing or wrong, never only the first.
            #vis fn load_from(sources: &#private::Sources) -> ::core::result::Result<Self, #private::Invalid> {
                #private::load_from::<Self>(sources)
            }

            /// The definition with nothing but its defaults.
            ///
            /// # Errors
            ///
            /// Every field that has no default.
            #vis fn defaults() -> ::core::result::Result<Self, #private::Invalid> {
                #private::defaults::<Self>()
            }

            /// Checks every value, alone and together.
            ///
            /// # Errors
            ///
            /// Everything that is wrong, never only the first.
            #vis fn validate(&self) -> ::core::result::Result<(), #private::Invalid> {
                #private::validate::<Self>(self)
            }

            /// The normal form of the definition, checked.
            ///
            /// # Errors
            ///
            /// Everything that is wrong, never only the first.
            #vis fn settings(&self) -> ::core::result::Result<#private::Settings, #private::Invalid> {
                #private::settings::<Self>(self)
            }

            /// Connects, and returns once the server has answered.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// What is wrong with the definition, or why the server could not be reached.
            #vis async fn connect(&self) -> ::core::result::Result<#private::Handle<Self>, #private::ConnectError> {
                #private::Handle::<Self>::connect(self).await
            }

            /// A handle that connects when it is first used.
            ///
            /// # Errors
            ///
            /// What is wrong with the definition.
            #vis fn connect_lazy(&self) -> ::core::result::Result<#private::Handle<Self>, #private::Invalid> {
                #private::Handle::<Self>::connect_lazy(self)
            }
        }
    }
}
