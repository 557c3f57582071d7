//! The impl of `Value`. Nothing can fail here.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Generics};

use crate::imp::assumed;
use crate::imp::own_value::check::Model;
use crate::imp::tokens::{as_trait, private};

/// The impl.
pub(super) fn expand(input: &DeriveInput, model: &Model) -> TokenStream {
    let str = quote!(::core::primitive::str);
    let body = match model {
        Model::Words(words) => {
            let (idents, words): (Vec<_>, Vec<_>) = words.iter().cloned().unzip();
            quote! {
                const SHAPE: #private::Shape = #private::Shape::Text;
                const WORDS: &'static [&'static #str] = &[#(#words),*];

                fn parse(text: &#str) -> ::core::result::Result<Self, #private::Problem> {
                    match text {
                        #(#words => ::core::result::Result::Ok(Self::#idents),)*
                        _ => ::core::result::Result::Err(#private::no_word(<Self as #private::Value>::WORDS, text)),
                    }
                }

                fn text(&self) -> #private::Option<#private::Cow<'_, #str>> {
                    #private::Some(#private::Cow::Borrowed(match self {
                        #(Self::#idents => #words,)*
                    }))
                }
            }
        }
        Model::Newtype(ty) => {
            let inner = as_trait(ty, "Value");
            quote! {
                const SHAPE: #private::Shape = #inner::SHAPE;
                const OPTIONAL: ::core::primitive::bool = #inner::OPTIONAL;
                const NUMBERS: #private::Option<#private::Numbers> = #inner::NUMBERS;
                const WORDS: &'static [&'static #str] = #inner::WORDS;

                fn parse(text: &#str) -> ::core::result::Result<Self, #private::Problem> {
                    ::core::result::Result::map(#inner::parse(text), Self)
                }

                fn text(&self) -> #private::Option<#private::Cow<'_, #str>> {
                    #inner::text(&self.0)
                }

                fn unset() -> #private::Option<Self> {
                    #private::Option::map(#inner::unset(), Self)
                }

                fn sprung(self, origin: &#private::Arc<#private::SecretOrigin>) -> Self {
                    Self(#inner::sprung(self.0, origin))
                }

                fn origin(&self) -> #private::Option<&#private::Arc<#private::SecretOrigin>> {
                    #inner::origin(&self.0)
                }
            }
        }
    };
    let Model::Newtype(ty) = model else {
        return implement(input, &input.generics, &body);
    };
    let of = as_trait(ty, "Value");
    let (parameters, _, where_clause) = input.generics.split_for_impl();
    let asked = assumed::asked(&parameters, &where_clause, &quote!(let _ = #of::SHAPE;));
    let generics = assumed::with(&input.generics, [quote!(#ty: #private::Value)]);
    let implemented = implement(input, &generics, &body);
    quote!(#implemented #asked)
}

/// The impl of a type with a mistake. It does not compile, so nothing calls it.
pub(super) fn fallback(input: &DeriveInput) -> TokenStream {
    let str = quote!(::core::primitive::str);
    let body = quote! {
        const SHAPE: #private::Shape = #private::Shape::Text;

        fn parse(given: &#str) -> ::core::result::Result<Self, #private::Problem> {
            ::core::result::Result::Err(#private::no_word(&[], given))
        }

        fn text(&self) -> #private::Option<#private::Cow<'_, #str>> {
            #private::None
        }
    };
    implement(input, &input.generics, &body)
}

fn implement(input: &DeriveInput, generics: &Generics, body: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Value for #ident #ty_generics #where_clause {
            #body
        }
    }
}
