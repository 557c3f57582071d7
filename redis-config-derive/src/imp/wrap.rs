//! The block around generated items.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::imp::tokens::private;

/// Items whose names cannot be seen from outside.
pub(crate) fn hidden(library: &Path, items: &TokenStream) -> TokenStream {
    quote! {
        const _: () = {
            use #library::__private as #private;
            #items
        };
    }
}
