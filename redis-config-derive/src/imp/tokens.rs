//! Tokens that several stages split or write.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident, quote, quote_spanned};
use redis_config_rules::Setting;
use syn::Type;
use syn::spanned::Spanned;

/// Splits tokens at their top-level commas.
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let parts = tokens.split(|token| is(token, ','));
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(<[TokenTree]>::to_vec).collect()
}

/// Whether a token is this punctuation mark.
pub(crate) fn is(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// `ConnectTimeout` of `Setting::ConnectTimeout`.
pub(crate) fn variant(setting: Setting) -> Ident {
    format_ident!("{setting:?}", span = Span::mixed_site())
}

/// The name of the library in generated items. It is short because it occurs very often, and each token takes time.
#[allow(non_camel_case_types, reason = "written `#private` in quoted code")]
pub(crate) struct private;

impl private {
    fn at(span: Span) -> Ident {
        Ident::new("__redis", span)
    }
}

impl ToTokens for private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(Self::at(Span::mixed_site()));
    }
}

/// `<Type as Trait>`, with a trait of the library. The compiler reports a missing impl at the type.
pub(crate) fn as_trait(ty: &Type, of: &str) -> TokenStream {
    let span = Span::mixed_site().located_at(ty.span());
    let (library, of) = (private::at(span), Ident::new(of, span));
    quote_spanned!(span=> <#ty as #library::#of>)
}

/// `key: value,` in a struct literal, if there is a value.
pub(crate) fn optional(key: &str, value: Option<impl ToTokens>) -> Option<TokenStream> {
    let key = Ident::new(key, Span::mixed_site());
    value.map(|value| quote!(#key: #private::Some(#value),))
}
