//! From the tokens of an item to the tokens of its impls. Nothing here needs a compiler around it: that is how
//! the tests and the fuzz targets call it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, Path};

use crate::attr::Attributes;
use crate::key::StructKey;
use crate::sink::Sink;
use crate::{ast, check, expand, lifetimes, methods, stub};

/// One of the derives: the items that it writes beside an item, and the mistakes that it notes.
pub(crate) type Derive = fn(&DeriveInput, &mut Sink) -> TokenStream;

/// The impls of a derive, then its mistakes.
pub(crate) fn derive(input: TokenStream, derive: Derive) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut sink = Sink::default();
    let items = derive(&input, &mut sink);
    let errors = sink.finish();
    quote!(#items #errors)
}

/// The name of the library among [`hidden`] items. A short one: it stands there very often, and each token takes time.
pub(crate) fn private() -> Ident {
    Ident::new("__redis", Span::mixed_site())
}

/// Items whose names nothing outside can see.
pub(crate) fn hidden(library: &Path, items: &TokenStream) -> TokenStream {
    let private = private();
    quote! {
        const _: () = {
            use #library::__private as #private;
            #items
        };
    }
}

/// Said when a mistake was found and not noted: a definition that does nothing must never compile.
pub(crate) const LOST: &str = "a mistake of the derive itself: it lost a value";

/// `#[derive(RedisConfig)]`.
pub(crate) fn config(input: &DeriveInput, sink: &mut Sink) -> TokenStream {
    let input = &lifetimes::fixed(input);
    let attributes = Attributes::read(&input.attrs, sink);
    let library = ast::library(attributes.find(StructKey::Crate), sink);
    let private = private();
    let definition = ast::Definition::read(input, attributes, sink);
    let hopeless = definition.as_ref().is_some_and(ast::Definition::is_unsized);
    let group = definition.as_ref().is_some_and(ast::Definition::is_group);
    let model = definition.and_then(|definition| check::check(&definition, sink));
    if hopeless {
        return TokenStream::new();
    }
    let body = match model {
        Some(model) if sink.count() == 0 => expand::expand(input, &private, &model),
        _ => {
            if sink.count() == 0 {
                sink.error(&input.ident, LOST, "report it, with the definition");
            }
            stub::stub(input, &private)
        }
    };
    let methods = (!group).then(|| methods::of_definition(input, &private));
    hidden(&library, &quote!(#body #methods))
}
