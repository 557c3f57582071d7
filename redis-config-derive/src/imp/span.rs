//! The place that the compiler shows for a mistake in generated code.

use proc_macro2::{Delimiter, Group, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// A reference to the expression at `place`, which the compiler treats as the user's own code as well.
pub(crate) fn reference(place: &impl ToTokens) -> TokenStream {
    let place = place.to_token_stream();
    let first = place.clone().into_iter().next();
    let mut and = Punct::new('&', Spacing::Alone);
    and.set_span(first.map_or_else(Span::mixed_site, |token| token.span()));
    [TokenStream::from(TokenTree::Punct(and)), place]
        .into_iter()
        .collect()
}

/// A call whose errors the compiler shows at all of `place`, as the user's own code. It shows an error in a call from the
/// path to the arguments; with our spans it would show the derive instead.
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

/// An item in which the compiler calls a `const fn` of the library, whose panic is the error at `place`.
pub(crate) fn const_check(
    place: &impl ToTokens,
    function: &TokenStream,
    arguments: TokenStream,
) -> TokenStream {
    let check = call_at(place, function, arguments);
    quote::quote!(const _: () = #check;)
}
