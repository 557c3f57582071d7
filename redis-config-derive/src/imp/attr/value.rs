//! The value of a key, as it was written.

use proc_macro2::{Delimiter, Group, Ident, Literal as Token, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, Path};

/// What stands after `key =`.
pub(crate) enum Value {
    /// Nothing: `key`.
    Absent,
    /// Nothing after `=`, which is here.
    Unfinished(TokenStream),
    /// One literal.
    Literal(Literal),
    /// `[a, b]`.
    List(List),
    /// One bare word.
    Word(Ident),
    /// A path of several words.
    Path(Path),
    /// `name(arguments)`.
    Call { name: Ident, arguments: Group },
    /// Anything else: an expression, a macro call.
    Other(TokenStream),
    /// A mistake that was reported already.
    Broken,
}

/// A literal and where it stands.
pub(crate) struct Literal {
    pub(crate) tokens: TokenStream,
    pub(crate) content: Content,
}

/// What a literal says.
pub(crate) enum Content {
    Text(String),
    Integer(String),
    Float(String),
    Flag(bool),
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
    /// Where to put the blame for the value of `key`, though there may be none.
    pub(crate) fn place(&self, key: &Ident) -> TokenStream {
        match self {
            Self::Absent | Self::Broken => key.to_token_stream(),
            value => value.to_token_stream(),
        }
    }

    /// The item of a list that is to blame, or the whole. One item may be several, with commas between them.
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

    /// The text of a literal in quotes.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Literal(Literal {
                content: Content::Text(text),
                ..
            }) => Some(text),
            _ => None,
        }
    }

    /// Reads the tokens after `=`, of which there is at least one.
    pub(crate) fn read(tokens: &[TokenTree]) -> Self {
        match tokens {
            // A macro's `$literal` arrives in invisible brackets.
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
                let inner: Vec<_> = group.stream().into_iter().collect();
                Self::read(&inner)
            }
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => {
                Self::List(List::read(group))
            }
            [TokenTree::Ident(word)] if word == "true" || word == "false" => {
                Self::Literal(Literal {
                    tokens: word.to_token_stream(),
                    content: Content::Flag(word == "true"),
                })
            }
            [TokenTree::Ident(word)] => Self::Word(word.clone()),
            [TokenTree::Literal(token)] => Self::Literal(Literal::read(None, token)),
            [TokenTree::Punct(minus), TokenTree::Literal(token)] if minus.as_char() == '-' => {
                Self::Literal(Literal::read(
                    Some(&tokens.iter().cloned().collect()),
                    token,
                ))
            }
            [TokenTree::Ident(name), TokenTree::Group(arguments)]
                if arguments.delimiter() == Delimiter::Parenthesis =>
            {
                Self::Call {
                    name: name.clone(),
                    arguments: arguments.clone(),
                }
            }
            _ => {
                let stream: TokenStream = tokens.iter().cloned().collect();
                match syn::parse2(stream.clone()) {
                    Ok(path) => Self::Path(path),
                    Err(_) => Self::Other(stream),
                }
            }
        }
    }
}

impl List {
    fn read(group: &Group) -> Self {
        let items = crate::attr::split(group.stream());
        Self {
            tokens: group.clone(),
            items: items.iter().map(|item| Value::read(item)).collect(),
        }
    }
}

impl Literal {
    /// Whether it stands in quotes.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.content, Content::Text(_))
    }

    /// Reads a literal; `negative` is the whole of it with its sign.
    fn read(negative: Option<&TokenStream>, token: &Token) -> Self {
        let sign = if negative.is_some() { "-" } else { "" };
        let content = match syn::parse2(token.to_token_stream()) {
            Ok(Lit::Str(text)) if negative.is_none() && text.suffix().is_empty() => {
                Content::Text(text.value())
            }
            Ok(Lit::Int(number)) if number.suffix().is_empty() => {
                Content::Integer(format!("{sign}{}", number.base10_digits()))
            }
            Ok(Lit::Float(number)) if number.suffix().is_empty() => {
                Content::Float(format!("{sign}{}", number.base10_digits()))
            }
            Ok(Lit::Int(_) | Lit::Float(_)) => Content::Strange("a number with a type suffix"),
            Ok(Lit::Char(_)) => Content::Strange("a character"),
            Ok(Lit::Byte(_)) => Content::Strange("a byte"),
            Ok(Lit::ByteStr(_)) => Content::Strange("a byte string"),
            Ok(Lit::CStr(_)) => Content::Strange("a C string"),
            _ => Content::Strange("a literal of an unknown kind"),
        };
        Self {
            tokens: negative.map_or_else(|| token.to_token_stream(), Clone::clone),
            content,
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Absent | Self::Broken => {}
            Self::Unfinished(equals) => equals.to_tokens(tokens),
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::List(list) => list.tokens.to_tokens(tokens),
            Self::Word(word) => word.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
            Self::Call { name, arguments } => {
                name.to_tokens(tokens);
                arguments.to_tokens(tokens);
            }
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}
