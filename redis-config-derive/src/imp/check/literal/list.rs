//! `[a, b]` → the texts of its items.

use proc_macro2::{Ident, TokenStream, TokenTree};

use super::value::unseen;
use crate::imp::attr::{List, Value};
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, Form};

impl Expected {
    /// The text of a list that is the value of a setting.
    pub(crate) fn list(&self, key: &Ident, list: &List, errors: &mut Errors) -> Option<String> {
        let item = Self::text("10.0.0.1:7000");
        if list.items.is_empty() {
            let message = format!("`{key}` is an empty list");
            return errors.refuse(&list.tokens, message, self.help(key));
        }
        let texts = item.items(key, list, &self.help(key), errors)?;
        Some(texts.join(","))
    }

    /// The texts of the items; `None` if one of them is of another kind, which is reported.
    fn items(
        &self,
        key: &Ident,
        list: &List,
        help: &str,
        errors: &mut Errors,
    ) -> Option<Vec<String>> {
        let mut item = |item: &Value| {
            let text = match item {
                Value::Literal { content, .. } => self.content(content),
                Value::Word(word) if self.form == Form::Word => Some(word.to_string()),
                _ => None,
            };
            if text.is_none() {
                let each = format!("each item of `{key}` is {}", self.what);
                let message = match item {
                    Value::Other(tokens) if lacks_comma(tokens) => {
                        format!("expected `,` between two items of `{key}`")
                    }
                    Value::Literal { content, .. } => format!("{each}, not {}", content.kind()),
                    item => format!("{each}: {}", unseen(item)),
                };
                errors.add(item, message, help);
            }
            text
        };
        // All of them: one mistake must not hide the next.
        let texts: Vec<Option<String>> = list.items.iter().map(&mut item).collect();
        texts.into_iter().collect()
    }

    /// The legal values of a field: `one_of = [..]`.
    pub(crate) fn choices(
        &self,
        key: &Ident,
        value: &Value,
        errors: &mut Errors,
    ) -> Option<Vec<String>> {
        let help = format!("write `{key} = [{}, ...]`", self.example);
        let message = match value {
            Value::Broken => return None,
            Value::List(list) if list.items.is_empty() => {
                format!("`{key}` is an empty list: no value would be legal")
            }
            Value::List(list) => return self.items(key, list, &help, errors),
            Value::Absent | Value::Unfinished(_) => format!("`{key}` needs a list of values"),
            _ => format!("`{key}` takes a list"),
        };
        errors.refuse(value.place(key), message, help)
    }
}

/// Two literals in a row.
fn lacks_comma(tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter();
    let mut is_literal = || matches!(tokens.next(), Some(TokenTree::Literal(_)));
    is_literal() && is_literal()
}
