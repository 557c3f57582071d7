//! Values that only the compiler knows: constants, `env!(..)`, `concat!(..)`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Generics};

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
            && matches!(constant.form, Form::Integer | Form::Flag)
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
    /// Text with a unit of time.
    Duration,
    /// Text that is one of a few words.
    Word,
    Integer,
    Flag,
}

impl Form {
    /// The function of the library that makes sure of the type.
    pub(crate) fn function(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Duration => "duration",
            Self::Word => "word",
            Self::Integer => "integer",
            Self::Flag => "flag",
        }
    }
}

impl Constant {
    /// The value, if it can be a constant: a name in lower case is text that lacks its quotes.
    pub(crate) fn read(value: &Value, form: Form) -> Option<Self> {
        let tokens = match value {
            Value::Word(word) => {
                let is_constant = word.to_string().contains(char::is_uppercase);
                is_constant.then(|| word.to_token_stream())?
            }
            Value::Path(_) => value.to_token_stream(),
            Value::Call { .. } | Value::Other(_) => {
                // Half typed, it would be an error of the generated code.
                match syn::parse2::<Expr>(value.to_token_stream()) {
                    Ok(Expr::Verbatim(_)) | Err(_) => return None,
                    Ok(expression) => expression.to_token_stream(),
                }
            }
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
