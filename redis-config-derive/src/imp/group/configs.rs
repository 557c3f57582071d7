//! The struct of the members' configurations.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident};

use crate::group::check::definition;

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
    let fields = fields(input).map(field);
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

/// The named fields of the group.
fn fields(input: &DeriveInput) -> impl Iterator<Item = &Field> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(&fields.named),
            _ => None,
        },
        _ => None,
    };
    fields.into_iter().flatten()
}

fn field(field: &Field) -> TokenStream {
    let Field { vis, ident, .. } = field;
    let docs: Vec<&Attribute> = documentation(field).collect();
    let fallback = docs.is_empty().then(|| {
        let name = ident.as_ref().map(|ident| ident.unraw().to_string());
        let doc = format!("The configuration of `{}`.", name.unwrap_or_default());
        quote!(#[doc = #doc])
    });
    // What is no handle is reported.
    let ty = definition(&field.ty).unwrap_or(&field.ty);
    quote!(#(#docs)* #fallback #vis #ident: #ty)
}

fn documentation(field: &Field) -> impl Iterator<Item = &Attribute> {
    let attributes = field.attrs.iter();
    attributes.filter(|attribute| attribute.path().is_ident("doc"))
}
