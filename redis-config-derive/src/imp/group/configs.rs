//! The struct of the members' configurations.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Ident, Path};

use crate::imp::group::check::{definition, unfit};

/// The struct itself, beside the group: users name it.
pub(crate) fn configs(input: &DeriveInput, name: &Ident, library: &Path) -> TokenStream {
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
    let fields = fields.filter(|field| field.ident.is_some());
    let fields = fields.map(|one| field(one, library));
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

fn field(field: &Field, library: &Path) -> TokenStream {
    let Field { vis, ident, .. } = field;
    let docs = field.attrs.iter();
    let docs: Vec<_> = docs.filter(|one| one.path().is_ident("doc")).collect();
    let fallback = docs.is_empty().then(|| {
        let name = ident.as_ref().map(|ident| ident.unraw().to_string());
        let doc = format!("The configuration of `{}`.", name.unwrap_or_default());
        quote!(#[doc = #doc])
    });
    let ty = match (definition(&field.ty), unfit(&field.ty)) {
        (Some(definition), _) => definition.to_token_stream(),
        // It was reported.
        (None, true) => quote!(()),
        (None, false) => {
            let ty = &field.ty;
            let span = Span::mixed_site().located_at(ty.span());
            quote_spanned!(span=> <#ty as #library::__private::Configured>::Configs)
        }
    };
    quote!(#(#docs)* #fallback #vis #ident: #ty)
}
