//! A value as text, or as an expression that only the compiler can evaluate: a constant, `env!(..)`, `concat!(..)`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Generics};

use crate::imp::attr::value::Value;
use crate::imp::errors::Errors;
use crate::imp::key::Form;
use crate::imp::type_guess::names_parameter;

/// A value as text.
pub(crate) enum Text {
    /// The macro sees it.
    Literal(String),
    /// Only the compiler sees it.
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

    /// Refuses a number or a flag that depends on a parameter of the struct: it cannot be converted to text.
    pub(crate) fn check_parameter(&self, key: &Ident, generics: &Generics, errors: &mut Errors) {
        if let Self::Constant(constant) = self
            && matches!(constant.form, Form::Integer | Form::Flag)
            && names_parameter(&constant.tokens, generics)
        {
            let message = format!("`{key}` cannot come from a parameter of the struct");
            let help = "write a constant that is defined outside the struct; text alone can come from a parameter";
            errors.add(&constant.tokens, message, help);
        }
    }
}

/// An expression and the form that its value must have.
pub(crate) struct Constant {
    pub(crate) tokens: TokenStream,
    pub(crate) form: Form,
}

impl Constant {
    /// The value, if it can be a constant. A name in lower case is text without its quotes.
    pub(crate) fn read(value: &Value, form: Form) -> Option<Self> {
        let tokens = value.to_token_stream();
        match value {
            Value::Word(word) if word.to_string().contains(char::is_uppercase) => {}
            Value::Path(_) => {}
            // A half-typed expression would be an error in the generated code.
            Value::Call { .. } | Value::Other(_) => match syn::parse2::<Expr>(tokens.clone()) {
                Ok(Expr::Verbatim(_)) | Err(_) => return None,
                Ok(_) => {}
            },
            _ => return None,
        }
        let form = if is_text(&tokens) { Form::Text } else { form };
        Some(Self { tokens, form })
    }
}

/// Whether the value is text whatever the key takes: `env!(..)` returns nothing else.
fn is_text(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let [
        ..,
        TokenTree::Ident(name),
        TokenTree::Punct(bang),
        TokenTree::Group(_),
    ] = &*tokens
    else {
        return false;
    };
    let texts = ["env", "concat", "include_str", "stringify"];
    bang.as_char() == '!' && texts.iter().any(|text| name == text)
}
