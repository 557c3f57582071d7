//! Values that only the compiler knows: constants, `env!(..)`, `concat!(..)`.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use redis_config_rules::{Setting, Shape};
use syn::spanned::Spanned;
use syn::{DeriveInput, Expr, Generics};

use crate::expand::{respan, variant};
use crate::shape::names_parameter;
use crate::sink::Sink;
use crate::value::Value;

/// A value as text.
pub(crate) enum Text {
    /// The macro sees it.
    Literal(String),
    /// The compiler will.
    Constant(Constant),
}

impl Text {
    /// The text, if the macro sees it.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Constant(_) => None,
        }
    }

    /// The constant, if it is one.
    pub(crate) fn constant(&self) -> Option<&Constant> {
        match self {
            Self::Literal(_) => None,
            Self::Constant(constant) => Some(constant),
        }
    }

    /// Refuses a number or a flag that only a parameter of the struct knows: it could not become text.
    pub(crate) fn check_parameter(&self, key: &Ident, generics: &Generics, sink: &mut Sink) {
        if let Self::Constant(constant) = self
            && constant.form != Form::Text
            && names_parameter(&constant.tokens, generics)
        {
            let message = format!("`{key}` cannot come from a parameter of the struct");
            let help = "write a constant that stands outside the struct; text alone can come from a parameter";
            sink.error(&constant.tokens, message, help);
        }
    }
}

/// An expression and what kind of value it must have.
pub(crate) struct Constant {
    pub(crate) tokens: TokenStream,
    pub(crate) form: Form,
}

/// What a constant can be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Integer,
    Flag,
}

impl Constant {
    /// The value, if it can be a constant: a name in lower case is text that lacks its quotes.
    pub(crate) fn read(value: &Value, form: Form) -> Option<Self> {
        let tokens = match value {
            Value::Word(word) => {
                let is_constant = word.to_string().contains(char::is_uppercase);
                is_constant.then(|| word.to_token_stream())?
            }
            Value::Path(_) | Value::Call { .. } => value.to_token_stream(),
            Value::Other(tokens) => match syn::parse2::<Expr>(tokens.clone()) {
                Ok(Expr::Verbatim(_)) | Err(_) => return None,
                Ok(_) => tokens.clone(),
            },
            _ => return None,
        };
        let form = if is_text(&tokens) { Form::Text } else { form };
        Some(Self { tokens, form })
    }
}

/// Whether the value is text, whatever is wanted: `env!(..)` gives nothing else.
fn is_text(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let [
        ..,
        TokenTree::Ident(name),
        TokenTree::Punct(bang),
        TokenTree::Group(_),
    ] = tokens.as_slice()
    else {
        return false;
    };
    let texts = ["env", "concat", "include_str", "stringify"];
    bang.as_char() == '!' && texts.iter().any(|text| name == text)
}

/// What a constant is held against.
pub(crate) struct Rule<'a> {
    pub(crate) name: &'a str,
    pub(crate) setting: Option<Setting>,
    /// The shape, as tokens: a field's type may be known to the compiler alone.
    pub(crate) shape: TokenStream,
    /// The name of the field's integer type.
    pub(crate) integer: Option<&'a str>,
    /// Text of the bounds, as tokens.
    pub(crate) min: Option<TokenStream>,
    pub(crate) max: Option<TokenStream>,
    pub(crate) one_of: &'a [String],
}

/// The items that constants need, beside the impl.
pub(crate) struct Items<'a> {
    input: &'a DeriveInput,
    private: &'a TokenStream,
    count: usize,
    items: TokenStream,
}

impl<'a> Items<'a> {
    pub(crate) fn new(input: &'a DeriveInput, private: &'a TokenStream) -> Self {
        Self {
            input,
            private,
            count: 0,
            items: TokenStream::new(),
        }
    }

    pub(crate) fn finish(self) -> TokenStream {
        self.items
    }

    /// A value as an expression of type `&'static str`.
    pub(crate) fn text(&mut self, text: &Text) -> TokenStream {
        let constant = match text {
            Text::Literal(text) => return text.to_token_stream(),
            Text::Constant(constant) => constant,
        };
        if names_parameter(&constant.tokens, &self.input.generics) {
            // An item cannot name it; `validate()` checks what it stands for.
            return constant.tokens.clone();
        }
        let span = Span::mixed_site().located_at(constant.tokens.span());
        let private = respan(self.private, span);
        let name = format_ident!("__CONSTANT_{}", self.count, span = Span::mixed_site());
        self.count += 1;
        let value = without_self(constant.tokens.clone(), &self.input.ident);
        let (item, text) = match constant.form {
            Form::Text => (
                quote_spanned!(span=> const #name: &'static ::core::primitive::str = #value;),
                quote!(#name),
            ),
            Form::Flag => (
                quote_spanned!(span=> const #name: &'static ::core::primitive::str = #private::flag(#value);),
                quote!(#name),
            ),
            Form::Integer => (
                quote_spanned! {span=>
                    const #name: #private::Digits =
                        #private::Digits::of(#private::integer(#value) as ::core::primitive::i128);
                },
                quote!(#name.text()),
            ),
        };
        self.items.extend(item);
        text
    }

    /// The compiler's own check of a value that was written at `place`; its mistake is reported there.
    pub(crate) fn check(&mut self, place: &TokenStream, text: &TokenStream, rule: Rule<'_>) {
        let Rule {
            name,
            setting,
            shape,
            integer,
            min,
            max,
            one_of,
        } = rule;
        if [Some(place), Some(&shape), min.as_ref(), max.as_ref()]
            .into_iter()
            .flatten()
            .any(|tokens| names_parameter(tokens, &self.input.generics))
        {
            return;
        }
        let span = Span::mixed_site().located_at(place.span());
        let private = respan(self.private, span);
        let setting = setting.map(variant);
        let setting = option(setting.map(|setting| quote!(#private::Setting::#setting)));
        let fits = option(integer.and_then(|ty| {
            let name = Ident::new(ty, Span::mixed_site());
            let primitive = quote!(::core::primitive::#name);
            // What no `i128` holds is checked at run time.
            (ty != "u128").then(|| {
                quote!((#ty, #primitive::MIN as ::core::primitive::i128, #primitive::MAX as ::core::primitive::i128))
            })
        }));
        let (min, max) = (option(min), option(max));
        self.items.extend(quote_spanned! {span=>
            const _: () = #private::check(
                #private::Rule {
                    name: #name,
                    setting: #setting,
                    shape: #shape,
                    fits: #fits,
                    min: #min,
                    max: #max,
                    one_of: &[#(#one_of),*],
                },
                #text,
            );
        });
    }
}

/// The shape of a setting's values.
pub(crate) fn shape(private: &TokenStream, shape: Shape) -> TokenStream {
    let shape = format_ident!("{shape:?}", span = Span::mixed_site());
    quote!(#private::Shape::#shape)
}

pub(crate) fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// `Self` by its name: an item beside the impl has none.
fn without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    let one = |token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut named = ident.clone();
            named.set_span(ident.span().located_at(word.span()));
            TokenTree::Ident(named)
        }
        TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => {
            let mut named = Group::new(group.delimiter(), without_self(group.stream(), ident));
            named.set_span(group.span());
            TokenTree::Group(named)
        }
        other => other,
    };
    tokens.into_iter().map(one).collect()
}
