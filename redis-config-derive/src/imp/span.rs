//! Where the compiler puts the blame.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The name at the place of `span`, but with the meaning that it had.
pub(crate) fn respan(name: &Ident, span: Span) -> Ident {
    let mut name = name.clone();
    name.set_span(name.span().located_at(span));
    name
}

/// A reference to what stands at `place`, which the compiler takes for its author's own code as well.
pub(crate) fn reference(place: &impl ToTokens) -> TokenStream {
    let place = place.to_token_stream();
    let first = place.clone().into_iter().next();
    let span = first.map_or_else(Span::mixed_site, |token| token.span());
    let mut and = Punct::new('&', Spacing::Alone);
    and.set_span(span);
    let mut reference = TokenStream::from(TokenTree::Punct(and));
    reference.extend(place);
    reference
}

/// A call that the compiler blames on all of `place`, in its author's own code: what goes wrong in a call is shown from
/// its path to its arguments, and with spans of ours as a matter of macros.
pub(crate) fn call_at(
    place: &impl ToTokens,
    path: &TokenStream,
    arguments: TokenStream,
) -> TokenStream {
    let place: Vec<TokenTree> = place.to_token_stream().into_iter().collect();
    let span = |token: Option<&TokenTree>| token.map_or_else(Span::mixed_site, TokenTree::span);
    let (first, last) = (span(place.first()), span(place.last()));
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(last);
    let path = path.clone().into_iter().map(|mut token| {
        token.set_span(first);
        token
    });
    path.chain([TokenTree::Group(arguments)]).collect()
}
