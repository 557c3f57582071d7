//! A definition lives as long as the program: its impls have `'static` in place of its lifetimes.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{DeriveInput, GenericParam, Generics};

/// The item with `'static` in place of its lifetime parameters.
pub(crate) fn fixed(input: &DeriveInput) -> DeriveInput {
    let lifetimes = input.generics.lifetimes();
    let names: Vec<&Ident> = lifetimes.map(|one| &one.lifetime.ident).collect();
    if names.is_empty() {
        return input.clone();
    }
    syn::parse2(replaced(input.to_token_stream(), &names)).unwrap_or_else(|_| input.clone())
}

fn replaced(tokens: TokenStream, names: &[&Ident]) -> TokenStream {
    let mut after_quote = false;
    let one = |token| {
        let is_lifetime = std::mem::replace(
            &mut after_quote,
            matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '\''),
        );
        match token {
            TokenTree::Ident(name) if is_lifetime && names.contains(&&name) => {
                TokenTree::Ident(Ident::new("static", name.span()))
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), replaced(group.stream(), names));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            other => other,
        }
    };
    tokens.into_iter().map(one).collect()
}

/// The parameters of an impl, the arguments of its type, and the where-clause.
pub(crate) fn split(generics: &Generics) -> [TokenStream; 3] {
    let mut parameters = generics.clone();
    let lifetimes = generics.lifetimes().map(|one| &one.lifetime);
    let others = parameters.params.into_iter();
    let others = others.filter(|one| !matches!(one, GenericParam::Lifetime(_)));
    parameters.params = others.collect();
    let (impl_generics, _, where_clause) = parameters.split_for_impl();
    let others = generics.params.iter().filter_map(|one| match one {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(ty) => Some(&ty.ident),
        GenericParam::Const(value) => Some(&value.ident),
    });
    let arguments = match generics.params.is_empty() {
        true => TokenStream::new(),
        false => quote!(<#(#lifetimes,)* #(#others),*>),
    };
    let where_clause = where_clause.to_token_stream();
    [impl_generics.to_token_stream(), arguments, where_clause]
}
