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
    /// Something that is wrong was reported: what seems to be lacking may be there.
    pub(crate) mistaken: bool,
}

impl<K: Key> Attributes<K> {
    /// Reads all attributes of this kind of key.
    pub(crate) fn read(attributes: &[Attribute], sink: &mut Sink) -> Self {
        let before = sink.count();
        let mut all = Self {
            entries: Vec::new(),
            mistaken: false,
        };
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident(K::ATTRIBUTE) {
                if let Some(tokens) = list(attribute, K::ATTRIBUTE, sink) {
                    all.take(tokens, sink);
                }
            } else if let Some(other) = path.get_ident() {
                // `#[redis_config(...)]`: the compiler itself says that there is no such attribute.
                all.mistaken |= other.to_string().contains(K::ATTRIBUTE);
            }
        }
        all.mistaken |= sink.count() > before;
        all
    }

    /// Reads `key = value, ...`.
    pub(crate) fn of(tokens: TokenStream, sink: &mut Sink) -> Self {
        let before = sink.count();
        let mut all = Self {
            entries: Vec::new(),
            mistaken: false,
        };
        all.take(tokens, sink);
        all.mistaken = sink.count() > before;
        all
    }

    fn take(&mut self, tokens: TokenStream, sink: &mut Sink) {
        for part in split(tokens) {
            for one in cut::<K>(&part, sink) {
                self.one(one, sink);
            }
        }
    }

    /// Reads one `key` or `key = value`.
    fn one(&mut self, part: &[TokenTree], sink: &mut Sink) {
        let (name, rest) = match part {
            [
                TokenTree::Ident(_),
                TokenTree::Punct(dash),
                TokenTree::Ident(_),
                ..,
            ] if dash.as_char() == '-' => {
                return self.dashes(part, sink);
            }
            [TokenTree::Ident(name), rest @ ..] => (name, rest),
            [literal @ TokenTree::Literal(_), ..] => {
                let help = format!("write `key = value`, for example `{}`", K::EXAMPLE);
                return sink.error(literal, "a value without its key", help);
            }
            [other, ..] => {
                let help = format!("write `key = value`, for example `{}`", K::EXAMPLE);
                return sink.error(other, "expected a key", help);
            }
            [] => return,
        };
        let key = match K::of(&name.to_string()) {
            Ok(key) => key,
            Err(unknown) => return sink.error(name, unknown.message, unknown.help),
        };
        if self.find(key).is_some() {
            let help = "keep one of the two";
            return sink.error(name, format!("`{name}` is given twice"), help);
        }
        let (name, value) = (name.clone(), value(key, name, rest, sink));
        self.entries.push(Entry { key, name, value });
    }

    /// `connect-timeout`: the words of keys are joined with `_`.
    fn dashes(&mut self, part: &[TokenTree], sink: &mut Sink) {
        let words = part.iter().take_while(|token| match token {
            TokenTree::Punct(punct) => punct.as_char() == '-',
            token => matches!(token, TokenTree::Ident(_)),
        });
        let tokens: TokenStream = words.clone().cloned().collect();
        let written: String = words.map(ToString::to_string).collect();
        let meant = written.replace('-', "_");
        sink.error(
            &tokens,
            format!("unknown key `{written}`"),
            format!("write `{meant}`"),
        );
        if let (Ok(key), Some(TokenTree::Ident(first))) = (K::of(&meant), part.first()) {
            let name = Ident::new(&meant, first.span());
            let value = Value::Broken;
            self.entries.push(Entry { key, name, value });
        }
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
        match is(&token, ',') {
            true => parts.push(std::mem::take(&mut part)),
            false => part.push(token),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Cuts a part where somebody forgot the comma, or wrote `;`.
fn cut<'a, K: Key>(mut rest: &'a [TokenTree], sink: &mut Sink) -> Vec<&'a [TokenTree]> {
    let mut parts = Vec::new();
    loop {
        let next = (1..rest.len()).find(|at| starts::<K>(rest, *at));
        let (mut part, after) = rest.split_at(next.unwrap_or(rest.len()));
        if let [before @ .., semicolon] = part
            && is(semicolon, ';')
        {
            let help = "write `,` in place of `;`";
            sink.error(semicolon, "expected `,` between two keys", help);
            part = before;
        } else if let [name, ..] = after {
            let message = format!("expected `,` before `{name}`");
            sink.error(name, message, "separate the keys with commas");
        }
        parts.push(part);
        if after.is_empty() {
            return parts;
        }
        rest = after;
    }
}

/// Whether the next key starts there, though no comma stands before it: `key =` after a whole value, or a word that is
/// a key and nothing else.
fn starts<K: Key>(part: &[TokenTree], at: usize) -> bool {
    let before = part.get(at - 1);
    let whole = match before {
        Some(TokenTree::Punct(punct)) => punct.as_char() == ';',
        before => before.is_some(),
    };
    let Some([TokenTree::Ident(name), after @ ..]) = part.get(at..).filter(|_| whole) else {
        return false;
    };
    match after {
        [equals, next, ..] if is(equals, '=') => !is(next, '=') && !is(next, '>'),
        [equals] => is(equals, '='),
        [] => K::of(&name.to_string()).is_ok(),
        _ => false,
    }
}

fn is(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// What stands after a key.
fn value<K: Key>(key: K, name: &Ident, rest: &[TokenTree], sink: &mut Sink) -> Value {
    let (place, message) = match rest {
        [] => return Value::Absent,
        [equals] if is(equals, '=') => return Value::Unfinished(equals.to_token_stream()),
        [equals, value @ ..] if is(equals, '=') => return Value::read(value),
        [colon, ..] if is(colon, ':') => (
            colon,
            format!("the value of `{name}` stands after `=`, not `:`"),
        ),
        [group @ TokenTree::Group(inside)] if inside.delimiter() == Delimiter::Parenthesis => {
            (group, format!("the value of `{name}` stands after `=`"))
        }
        [next, ..] => (next, format!("expected `=` or `,` after `{name}`")),
    };
    sink.error(place, message, format!("write `{}`", key.usage(name)));
    Value::Broken
}
