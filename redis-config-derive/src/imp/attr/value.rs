//! The value of a key, as it was written.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, Path};

use crate::imp::tokens::split;

/// The part after `key`.
pub(crate) enum Value {
    /// Nothing: `key`.
    Absent,
    /// Nothing after `=`, which is kept here.
    Unfinished(TokenStream),
    /// One literal. Its tokens include the sign.
    Literal {
        tokens: TokenStream,
        content: Content,
    },
    /// `[a, b]`.
    List(List),
    Word(Ident),
    /// A path of several words.
    Path(Path),
    /// `name(arguments)`.
    Call {
        name: Ident,
        arguments: Group,
    },
    /// Anything else: an expression, a macro call.
    Other(TokenStream),
    /// A mistake that was already reported.
    Broken,
}

/// The content of a literal.
pub(crate) enum Content {
    Text(String),
    Integer(String),
    Float(String),
    Flag(bool),
    /// `16u8`, as it is without the suffix.
    Suffixed(String),
    Character(char),
    /// A kind of literal that no key takes, by its name.
    Strange(&'static str),
}

impl Content {
    /// The kind of literal, for messages. Never the content: it may be a secret.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text in quotes",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number with a fraction",
            Self::Flag(_) => "`true` or `false`",
            Self::Suffixed(_) => "a number with a type suffix",
            Self::Character(_) => "a character",
            Self::Strange(kind) => kind,
        }
    }
}

/// `[a, b]`
pub(crate) struct List {
    pub(crate) tokens: Group,
    pub(crate) items: Vec<Value>,
}

impl Value {
    /// Where to report a mistake in the value of `key`, even if there is no value.
    pub(crate) fn place(&self, key: &Ident) -> TokenStream {
        match self {
            Self::Absent | Self::Broken => key.to_token_stream(),
            value => value.to_token_stream(),
        }
    }

    /// The item of a list at this index, or the whole value. One text may hold several items, with commas between them.
    pub(crate) fn item(&self, at: Option<usize>) -> &Self {
        let (Self::List(list), Some(at)) = (self, at) else {
            return self;
        };
        let mut seen = 0;
        let found = list.items.iter().find(|item| {
            seen += item.text().map_or(1, |text| text.split(',').count());
            seen > at
        });
        found.unwrap_or(self)
    }

    /// The items of a list, or the value alone.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(list) => &list.items,
            value => std::slice::from_ref(value),
        }
    }

    /// The text of a literal in quotes.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Literal {
                content: Content::Text(text),
                ..
            } => Some(text),
            _ => None,
        }
    }

    /// Whether it is code, whose value the macro cannot see.
    pub(crate) fn is_code(&self) -> bool {
        matches!(
            self,
            Self::Word(_) | Self::Path(_) | Self::Call { .. } | Self::Other(_)
        )
    }

    /// Reads the tokens after `=`, of which there is at least one.
    pub(crate) fn read(tokens: &[TokenTree]) -> Self {
        let stream: TokenStream = tokens.iter().cloned().collect();
        match tokens {
            [TokenTree::Group(group)] => {
                let inner = group.stream();
                match group.delimiter() {
                    // A macro's `$literal` arrives in invisible brackets.
                    Delimiter::None => Self::read(&inner.into_iter().collect::<Vec<_>>()),
                    Delimiter::Bracket => Self::List(List {
                        tokens: group.clone(),
                        items: split(inner).iter().map(|item| Self::read(item)).collect(),
                    }),
                    _ => Self::Other(stream),
                }
            }
            [TokenTree::Ident(word)] if word == "true" || word == "false" => Self::Literal {
                tokens: stream,
                content: Content::Flag(word == "true"),
            },
            [TokenTree::Ident(word)] => Self::Word(word.clone()),
            [TokenTree::Literal(token)] => Self::literal("", token, stream),
            [TokenTree::Punct(minus), TokenTree::Literal(token)] if minus.as_char() == '-' => {
                Self::literal("-", token, stream)
            }
            [TokenTree::Ident(name), TokenTree::Group(arguments)]
                if arguments.delimiter() == Delimiter::Parenthesis =>
            {
                Self::Call {
                    name: name.clone(),
                    arguments: arguments.clone(),
                }
            }
            _ => syn::parse2(stream.clone()).map_or(Self::Other(stream), Self::Path),
        }
    }

    fn literal(sign: &str, token: &Literal, tokens: TokenStream) -> Self {
        let content = match syn::parse2(token.to_token_stream()) {
            Ok(Lit::Str(text)) if sign.is_empty() && text.suffix().is_empty() => {
                Content::Text(text.value())
            }
            Ok(Lit::Int(number)) if number.suffix().is_empty() => {
                Content::Integer(format!("{sign}{}", number.base10_digits()))
            }
            Ok(Lit::Float(number)) if number.suffix().is_empty() => {
                Content::Float(format!("{sign}{}", number.base10_digits()))
            }
            Ok(Lit::Int(number)) => Content::Suffixed(format!("{sign}{}", number.base10_digits())),
            Ok(Lit::Float(number)) => {
                Content::Suffixed(format!("{sign}{}", number.base10_digits()))
            }
            Ok(Lit::Char(letter)) => Content::Character(letter.value()),
            Ok(Lit::Byte(_)) => Content::Strange("a byte"),
            Ok(Lit::ByteStr(_)) => Content::Strange("a byte string"),
            Ok(Lit::CStr(_)) => Content::Strange("a C string"),
            _ => Content::Strange("a literal of an unknown kind"),
        };
        Self::Literal { tokens, content }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Absent | Self::Broken => {}
            Self::Unfinished(written)
            | Self::Other(written)
            | Self::Literal {
                tokens: written, ..
            } => written.to_tokens(tokens),
            Self::List(list) => list.tokens.to_tokens(tokens),
            Self::Word(word) => word.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
            Self::Call { name, arguments } => {
                name.to_tokens(tokens);
                arguments.to_tokens(tokens);
            }
        }
    }
}
