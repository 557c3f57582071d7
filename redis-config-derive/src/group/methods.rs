//! The methods of a group and of its configurations: one line each, the work is the library's.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident};

/// What the methods call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bodies {
    Real,
    /// The group has a mistake: nothing calls them.
    Stub,
}

pub(crate) fn methods(
    input: &DeriveInput,
    private: &TokenStream,
    configs: &Ident,
    bodies: Bodies,
) -> TokenStream {
    let DeriveInput {
        vis,
        ident,
        generics,
        ..
    } = input;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let error = quote!(#private::ConnectionsError);
    let result = quote!(::core::result::Result<Self, #error>);
    let of_configs = quote!(::core::result::Result<#configs #ty_generics, #error>);
    let of_group = quote!(::core::result::Result<#ident #ty_generics, #error>);
    let nothing = quote!(::core::result::Result<(), #error>);
    let call = |function: TokenStream, with: TokenStream| match bodies {
        Bodies::Real => quote!(#private::#function::<#ident>(#with)),
        Bodies::Stub => quote!(#private::stubbed((#with,))),
    };
    // `Self::connect_from(..)` would do as well, at the cost of a second future.
    let connect = call(quote!(connect_from), quote!(&#private::Sources::standard()));
    let connect_from = call(quote!(connect_from), quote!(sources));
    let lazy_from = call(quote!(connect_lazy_from), quote!(sources));
    let load_from = call(quote!(load_group), quote!(sources));
    let validate_from = call(quote!(validate_from), quote!(sources));
    let validate = call(quote!(validate_group), quote!(self));
    let switch = call(quote!(switch_group), quote!(self, configs));
    let rollback = call(quote!(rollback_group), quote!(self));
    let open = call(quote!(connect), quote!(self));
    let open_lazy = call(quote!(connect_lazy), quote!(self));
    let wait = (bodies == Bodies::Real).then(|| quote!(.await));
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #ty_generics #where_clause {
            /// Loads, checks and connects every member, all of them at the same time.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            #vis async fn connect() -> #result {
                #connect #wait
            }

            /// Like `connect`, from other sources than the environment of the process.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            #vis async fn connect_from(sources: &#private::Sources) -> #result {
                #connect_from #wait
            }

            /// Loads and checks every member; each connects when it is first used.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn connect_lazy() -> #result {
                Self::connect_lazy_from(&#private::Sources::standard())
            }

            /// Like `connect_lazy`, from other sources than the environment of the process.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn connect_lazy_from(sources: &#private::Sources) -> #result {
                #lazy_from
            }

            /// Loads and checks the configuration of every member, and connects none.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn load() -> #of_configs {
                Self::load_from(&#private::Sources::standard())
            }

            /// Like `load`, from other sources than the environment of the process.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn load_from(sources: &#private::Sources) -> #of_configs {
                #load_from
            }

            /// Moves every member to another configuration while it is in use: all of them, or none. Every target is
            /// connected and verified before the first one is swapped.
            ///
            /// Cancel safe: dropped before it is complete, nothing has changed.
            ///
            /// # Errors
            ///
            /// Every member that cannot be switched, never only the first; then none is.
            #vis async fn switch(&self, configs: &#configs #ty_generics) -> #nothing {
                #switch #wait
            }

            /// Takes the last switch of every member back: of all of them, or of none.
            ///
            /// Cancel safe: dropped before it is complete, nothing has changed.
            ///
            /// # Errors
            ///
            /// Every member that cannot go back, never only the first; then none does.
            #vis async fn rollback(&self) -> #nothing {
                #rollback #wait
            }

            /// Checks what `connect` would load, and connects nothing.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn validate() -> #nothing {
                Self::validate_from(&#private::Sources::standard())
            }

            /// Like `validate`, from other sources than the environment of the process.
            ///
            /// # Errors
            ///
            /// Every member whose definition is invalid, never only the first.
            #vis fn validate_from(sources: &#private::Sources) -> #nothing {
                #validate_from
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #configs #ty_generics #where_clause {
            /// Checks every configuration.
            ///
            /// # Errors
            ///
            /// Every member whose configuration is invalid, never only the first.
            #vis fn validate(&self) -> #nothing {
                #validate
            }

            /// Connects every member, all of them at the same time.
            ///
            /// Cancel safe: dropping the future closes what it had opened.
            ///
            /// # Errors
            ///
            /// Every member that failed, never only the first; the others are closed again.
            #vis async fn connect(&self) -> #of_group {
                #open #wait
            }

            /// A group whose members connect when they are first used.
            ///
            /// # Errors
            ///
            /// Every member whose configuration is invalid, never only the first.
            #vis fn connect_lazy(&self) -> #of_group {
                #open_lazy
            }
        }
    }
}
