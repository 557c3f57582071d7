//! The struct of the members' configurations.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Field, Ident};

use crate::imp::group::check::definition;

/// The struct itself, beside the group: users name it.
pub(crate) fn configs(input: &DeriveInput, name: &Ident) -> TokenStream {
    let DeriveInput {
        vis,
        ident,
        generics,
        ..
    } = input;
    let where_clause = &generics.where_clause;
    let doc = format!(
        "The configurations of the members of [`{0}`]: `{0}::load()` gives them, `connect()` makes a `{0}` of them.",
        ident.unraw()
    );
    let fields = match &input.data {
        Data::Struct(data) => Some(&data.fields),
        _ => None,
    };
    let fields = fields.into_iter().flatten();
    let fields = fields.filter(|field| field.ident.is_some()).map(field);
    quote! {
        #[doc = #doc]
        ///
        /// Each can be changed before.
        #[allow(dead_code)]
        #vis struct #name #generics #where_clause {
            #(#fields),*
        }
    }
}

fn field(field: &Field) -> TokenStream {
    let Field { vis, ident, .. } = field;
    let docs = field.attrs.iter();
    let docs: Vec<_> = docs.filter(|one| one.path().is_ident("doc")).collect();
    let fallback = docs.is_empty().then(|| {
        let name = ident.as_ref().map(|ident| ident.unraw().to_string());
        let doc = format!("The configuration of `{}`.", name.unwrap_or_default());
        quote!(#[doc = #doc])
    });
    // A member that is not a handle was reported.
    let ty = definition(&field.ty).unwrap_or(&field.ty);
    quote!(#(#docs)* #fallback #vis #ident: #ty)
}
