//! The code of a group. Nothing can fail here.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, Generics, Ident};

use crate::imp::group::model::Member;
use crate::imp::span::const_check;
use crate::imp::tokens::{as_trait, private};

/// The group as data, and the checks that only the compiler can make.
///
/// Each where-clause is about a type without parameters, which the compiler would check where it is written. Behind
/// `for<'__a>` it assumes it instead: a type that is no definition is the one error of the struct's field, and one that is no
/// member is the error of one constant, or of the field of the configurations.
pub(crate) fn expand(
    input: &DeriveInput,
    generics: &Generics,
    configs: &Ident,
    members: &[Member],
) -> TokenStream {
    let ident = &input.ident;
    let name = ident.unraw().to_string();
    let idents: Vec<_> = members.iter().map(|member| &member.ident).collect();
    let names = members.iter().map(|member| &member.name);
    let types: Vec<_> = members
        .iter()
        .map(|one| as_trait(&one.ty, "Member"))
        .collect();
    let definitions = members.iter().filter_map(|one| one.definition.as_ref());
    let defined = definitions.map(|one| quote!(for<'__a> #one: #private::RedisConfig,));
    let defined: TokenStream = defined.collect();
    let assumed = members.iter().map(|Member { ty, definition, .. }| {
        let configs = definition.as_ref().map(|one| quote!(<Configs = #one>));
        quote!(for<'__a> #ty: #private::Member #configs)
    });
    let checked = members
        .iter()
        .zip(&types)
        .filter(|(one, _)| one.definition.is_some());
    let checked = checked.map(|(one, of)| {
        let item = format_ident!("__MEMBER_{}", one.name, span = Span::mixed_site());
        quote!(const #item: #private::Members = #of::META;)
    });
    // The names, variables and keys of a member are constants of its definition, which is another item. So the
    // compiler compares each member with those before it and refuses two that share one.
    let distinct = members.iter().enumerate().skip(1).map(|(index, later)| {
        let arguments = quote!(#private::Group::<#ident>::MEMBERS, #index);
        const_check(&later.ty, &quote!(#private::distinct), arguments)
    });
    let configured = configured(ident, generics, configs);
    quote! {
        struct __Members;

        #[allow(dead_code)]
        impl __Members where #defined {
            #(#checked)*
        }

        #configured

        #[automatically_derived]
        impl #private::Member for #ident where #defined #(#assumed),* {
            const NAME: &'static str = #name;
            const META: #private::Members = #private::Members::Several(&[#((#names, #types::META)),*]);

            fn take(__from: &mut #private::Parts) -> #private::Option<Self> {
                #private::Some(Self { #(#idents: #types::take(__from)?),* })
            }

            fn take_configs(__from: &mut #private::Parts) -> #private::Option<#configs> {
                #private::Some(#configs { #(#idents: #types::take_configs(__from)?),* })
            }

            fn lend<'a>(&'a self, __to: &mut #private::Handles<'a>) {
                #(#types::lend(&self.#idents, __to);)*
            }

            fn give<'a>(__configs: &'a #configs, __to: &mut #private::Configs<'a>) {
                #(#types::give(&__configs.#idents, __to);)*
            }
        }

        #(#distinct)*
    }
}

/// The impl of a group with a mistake, which may be in another group. It does not compile, so nothing calls it.
pub(crate) fn fallback(input: &DeriveInput, configs: &Ident) -> TokenStream {
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let configured = configured(ident, &input.generics, configs);
    quote! {
        #configured

        #[automatically_derived]
        impl #private::Member for #ident {
            const META: #private::Members = #private::Members::Several(&[]);

            fn take(_: &mut #private::Parts) -> #private::Option<Self> {
                #private::None
            }

            fn take_configs(_: &mut #private::Parts) -> #private::Option<#configs> {
                #private::None
            }

            fn lend<'a>(&'a self, _: &mut #private::Handles<'a>) {}

            fn give<'a>(_: &'a #configs, _: &mut #private::Configs<'a>) {}
        }
    }
}

/// Without the members' definitions: a mistake in a group is none of the group around it.
fn configured(ident: &Ident, generics: &Generics, configs: &Ident) -> TokenStream {
    let where_clause = &generics.where_clause;
    quote! {
        #[automatically_derived]
        impl #private::Configured for #ident #where_clause {
            type Configs = #configs;
        }
    }
}
