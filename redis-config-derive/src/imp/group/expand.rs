//! The code of a group. Nothing can fail here.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident};

use crate::group::{Group, Member};
use crate::place::{call_at, respan};

/// The group as data, and the checks that only the compiler can make.
pub(crate) fn expand(input: &DeriveInput, private: &Ident, group: &Group) -> TokenStream {
    let ident = &input.ident;
    let configs = &group.configs;
    let name = ident.unraw().to_string();
    let idents: Vec<_> = group.members.iter().map(|member| &member.ident).collect();
    let names = group.members.iter().map(|member| &member.name);
    let members_as = group.members.iter().map(|one| member(private, &one.ty));
    let members_as: Vec<_> = members_as.collect();
    let distinct = distinct(ident, private, &group.members);
    let shown = configs.unraw().to_string();
    quote! {
        #[automatically_derived]
        impl #private::Group for #ident {
            const NAME: &'static str = #name;
            const MEMBERS: &'static [#private::MemberMeta] = &[#(#members_as::META.of(#names)),*];
            type Configs = #configs;

            fn build(__from: &mut #private::Parts) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { #(#idents: #members_as::take(__from)?),* })
            }

            fn configs(__from: &mut #private::Parts) -> ::core::option::Option<#configs> {
                ::core::option::Option::Some(#configs { #(#idents: #members_as::take_config(__from)?),* })
            }

            fn handles<'a>(&'a self, __to: &mut #private::Handles<'a>) {
                #(#members_as::lend(&self.#idents, __to);)*
            }

            fn each<'a>(__configs: &'a #configs, __to: &mut #private::Configs<'a>) {
                #(#members_as::give(&__configs.#idents, __to);)*
            }
        }

        #[automatically_derived]
        impl ::core::clone::Clone for #configs {
            fn clone(&self) -> Self {
                #private::copied::<#ident>(self)
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Debug for #configs {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #private::show::<#ident>(#shown, self, f)
            }
        }

        #distinct
    }
}

/// What stands in for the impls of a group with a mistake. It does not compile, so nothing calls them.
pub(crate) fn stub(input: &DeriveInput, configs: &Ident) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::core::clone::Clone for #configs #ty_generics #where_clause {
            fn clone(&self) -> Self {
                ::core::unimplemented!()
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #configs #ty_generics #where_clause {
            fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::result::Result::Ok(())
            }
        }
    }
}

/// `<Type as Member>`, spanned at the type: that is where its absence is reported.
fn member(private: &Ident, ty: &syn::Type) -> TokenStream {
    let span = Span::mixed_site().located_at(ty.span());
    let private = respan(private, span);
    quote_spanned!(span=> <#ty as #private::Member>)
}

/// The compiler's check that no two members share a name, a variable or their keys.
fn distinct(ident: &Ident, private: &Ident, members: &[Member]) -> TokenStream {
    let checks = members.iter().enumerate().skip(1).map(|(index, later)| {
        let members = quote!(<#ident as #private::Group>::MEMBERS);
        let check = call_at(
            &later.ty,
            &quote!(#private::distinct),
            quote!(#members, #index),
        );
        quote!(const _: () = #check;)
    });
    quote!(#(#checks)*)
}
