//! The code of a group. Nothing can fail here.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident};

use crate::imp::group::model::Group;
use crate::imp::span::const_check;
use crate::imp::tokens::{as_trait, private};

/// The group as data, and the checks that only the compiler can make.
pub(crate) fn expand(input: &DeriveInput, group: &Group) -> TokenStream {
    let ident = &input.ident;
    let configs = &group.configs;
    let name = ident.unraw().to_string();
    let members = group.members.iter();
    let idents: Vec<_> = members.clone().map(|member| &member.ident).collect();
    let names = members.clone().map(|member| &member.name);
    let items = members.clone();
    let items = items.map(|one| format_ident!("__MEMBER_{}", one.name, span = Span::mixed_site()));
    let items: Vec<_> = items.collect();
    let operations = members.clone().zip(&items).map(|(member, item)| {
        let (ty, of) = (&member.ty, as_trait(&member.ty, "Member"));
        quote!(const #item: #private::MemberType<#ty> = #of::OF;)
    });
    // The names, variables and keys of a member are constants of its definition, which is another item. So the
    // compiler compares each member with those before it and refuses two that share one.
    let distinct = members.enumerate().skip(1).map(|(index, later)| {
        let arguments = quote!(<#ident as #private::Group>::MEMBERS, #index);
        const_check(&later.ty, &quote!(#private::distinct), arguments)
    });
    let shown = configs.unraw().to_string();
    quote! {
        #(#operations)*

        #[automatically_derived]
        impl #private::Group for #ident {
            const NAME: &'static str = #name;
            const MEMBERS: &'static [#private::MemberMeta] = &[#(#items.meta.of(#names)),*];
            type Configs = #configs;

            fn build(__from: &mut #private::Parts) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { #(#idents: #items.take(__from)?),* })
            }

            fn configs(__from: &mut #private::Parts) -> ::core::option::Option<#configs> {
                ::core::option::Option::Some(#configs { #(#idents: #items.take_config(__from)?),* })
            }

            fn handles<'a>(&'a self, __to: &mut #private::Handles<'a>) {
                #(#items.lend(&self.#idents, __to);)*
            }

            fn each<'a>(__configs: &'a #configs, __to: &mut #private::Configs<'a>) {
                #(#items.give(&__configs.#idents, __to);)*
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

        #(#distinct)*
    }
}

/// The impls of a group with a mistake. It does not compile, so nothing calls them.
pub(crate) fn fallback(input: &DeriveInput, configs: &Ident) -> TokenStream {
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
