//! `#[redis(...)]` or `#[job(...)]` → keys and values.
//!
//! The tokens are cut at their top-level commas first: a mistake in one part never hides the next.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, MacroDelimiter, Meta};

use crate::key::Key;
use crate::sink::Sink;
use crate::value::Value;

/// One `key = value`.
pub(crate) struct Entry<K> {
    pub(crate) key: K,
    /// The key as written.
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// Everything that the attributes of one place say; every key at most once.
pub(crate) struct Attributes<K> {
    pub(crate) entries: Vec<Entry<K>>,
}

impl<K: Key> Attributes<K> {
    /// Reads all attributes of this kind of key.
    pub(crate) fn read(attributes: &[Attribute], sink: &mut Sink) -> Self {
        let mut all = Self {
            entries: Vec::new(),
        };
        for attribute in attributes {
            if attribute.path().is_ident(K::ATTRIBUTE)
                && let Some(tokens) = list(attribute, K::ATTRIBUTE, sink)
            {
                all.take(tokens, sink);
            }
        }
        all
    }

    /// Reads `key = value, ...`.
    pub(crate) fn of(tokens: TokenStream, sink: &mut Sink) -> Self {
        let mut all = Self {
            entries: Vec::new(),
        };
        all.take(tokens, sink);
        all
    }

    fn take(&mut self, tokens: TokenStream, sink: &mut Sink) {
        for part in split(tokens) {
            if let Some((name, value)) = pair(&part, K::EXAMPLE, sink) {
                self.add(name, value, sink);
            }
        }
    }

    fn add(&mut self, name: Ident, value: Value, sink: &mut Sink) {
        let key = match K::of(&name.to_string()) {
            Ok(key) => key,
            Err(unknown) => return sink.error(&name, unknown.message, unknown.help),
        };
        if self.find(key).is_some() {
            let help = "keep one of the two";
            return sink.error(&name, format!("`{name}` is given twice"), help);
        }
        self.entries.push(Entry { key, name, value });
    }

    /// The entry of `key`, if it was given.
    pub(crate) fn find(&self, key: K) -> Option<&Entry<K>> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// The tokens inside the parentheses of one attribute.
fn list(attribute: &Attribute, name: &str, sink: &mut Sink) -> Option<TokenStream> {
    let message = match &attribute.meta {
        Meta::List(list) if !matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            format!("`#[{name}]` takes its keys in parentheses")
        }
        Meta::List(list) if list.tokens.is_empty() => format!("`#[{name}()]` says nothing"),
        Meta::List(list) => return Some(list.tokens.clone()),
        Meta::Path(_) => format!("`#[{name}]` says nothing"),
        Meta::NameValue(_) => format!("`#[{name}]` takes its keys in parentheses, not a value"),
    };
    let help = format!("write `#[{name}(key = value)]`, or remove the attribute");
    sink.error(attribute, message, help);
    None
}

/// Cuts tokens at their top-level commas.
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                parts.push(std::mem::take(&mut part));
            }
            _ => part.push(token),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Reads `key` or `key = value`.
fn pair(part: &[TokenTree], example: &str, sink: &mut Sink) -> Option<(Ident, Value)> {
    match part {
        [TokenTree::Ident(name)] => Some((name.clone(), Value::Absent)),
        [TokenTree::Ident(name), TokenTree::Punct(equals), rest @ ..]
            if equals.as_char() == '=' =>
        {
            Some((name.clone(), after_equals(name, equals, rest, sink)))
        }
        [
            TokenTree::Ident(_),
            TokenTree::Punct(dash),
            TokenTree::Ident(_),
            ..,
        ] if dash.as_char() == '-' => {
            dashes(part, sink);
            None
        }
        [TokenTree::Ident(name), TokenTree::Group(group)]
            if group.delimiter() == Delimiter::Parenthesis =>
        {
            let message = format!("the value of `{name}` stands after `=`");
            sink.error(group, message, format!("write `{name} = ...`"));
            None
        }
        [TokenTree::Ident(name), next, ..] => {
            let message = format!("expected `=` or `,` after `{name}`");
            sink.error(next, message, format!("write `{name} = ...`"));
            None
        }
        [literal @ TokenTree::Literal(_), ..] => {
            let help = format!("write `key = value`, for example `{example}`");
            sink.error(literal, "a value without its key", help);
            None
        }
        [other, ..] => {
            sink.error(other, "expected a key", "write `key = value`");
            None
        }
        [] => None,
    }
}

fn after_equals(
    name: &Ident,
    equals: &impl ToTokens,
    rest: &[TokenTree],
    sink: &mut Sink,
) -> Value {
    match rest {
        [] => {
            let message = format!("`{name}` has no value after `=`");
            sink.error(equals, message, format!("write `{name} = ...`"));
            Value::Broken
        }
        [value @ TokenTree::Literal(_), TokenTree::Ident(next), ..] => {
            let message = format!("expected `,` before `{next}`");
            sink.error(next, message, "separate the keys with commas");
            Value::read(std::slice::from_ref(value))
        }
        _ => Value::read(rest),
    }
}

/// `connect-timeout`: the words of keys are joined with `_`.
fn dashes(part: &[TokenTree], sink: &mut Sink) {
    let words = part.iter().take_while(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '-',
        token => matches!(token, TokenTree::Ident(_)),
    });
    let tokens: TokenStream = words.clone().cloned().collect();
    let name: String = words.map(ToString::to_string).collect();
    let help = format!("write `{}`", name.replace('-', "_"));
    sink.error(tokens, format!("unknown key `{name}`"), help);
}
