//! `#[redis(...)]` or `#[job(...)]` → keys and values.
//!
//! The tokens are split at their top-level commas first: a mistake in one part never hides the next.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use redis_config_rules::Problem;
use syn::{Attribute, MacroDelimiter, Meta};

use crate::imp::attr::value::Value;
use crate::imp::errors::{Errors, instead, named};
use crate::imp::key::Key;
use crate::imp::tokens::{is, split};

/// One `key = value`.
pub(crate) struct Entry<K> {
    pub(crate) key: K,
    /// The key as written.
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

impl<K> Entry<K> {
    /// The result of a rule for the text of the value. A broken rule is reported; `subject` is the name of its setting or field.
    pub(crate) fn check<T>(
        &self,
        subject: &str,
        text: &str,
        rule: impl Fn(&str) -> Result<T, Problem>,
        errors: &mut Errors,
    ) -> Option<T> {
        let checked = rule(text);
        checked
            .map_err(|problem| self.broken(subject, &problem, rule, errors))
            .ok()
    }

    /// Reports a rule that the value breaks. The help repeats the key if it proposes a whole value that `rule` accepts.
    pub(crate) fn broken<T>(
        &self,
        subject: &str,
        problem: &Problem,
        rule: impl Fn(&str) -> Result<T, Problem>,
        errors: &mut Errors,
    ) {
        let help = match (instead(problem), self.value.text()) {
            (Some(text), Some(_)) if rule(text).is_ok() => {
                format!("write `{} = {text:?}`", self.name)
            }
            _ => problem.help.clone(),
        };
        let place = self.value.item(problem.item()).place(&self.name);
        errors.add(place, named(subject, problem), help);
    }
}

/// All keys of one place, each at most once.
pub(crate) struct Attributes<K> {
    pub(crate) entries: Vec<Entry<K>>,
    /// A mistake was reported: a key that seems to be missing may be there, misspelled.
    pub(crate) mistaken: bool,
}

impl<K: Key> Attributes<K> {
    /// Reads all attributes of this kind of key.
    pub(crate) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut all = Self::of(TokenStream::new(), errors);
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident(K::ATTRIBUTE) {
                match list(attribute, K::ATTRIBUTE, errors) {
                    Some(tokens) => all.take(tokens, errors),
                    None => all.mistaken = true,
                }
            } else if let Some(other) = path.get_ident() {
                // The compiler itself reports `#[redis_config(...)]` as an unknown attribute.
                all.mistaken |= other.to_string().contains(K::ATTRIBUTE);
            }
        }
        all
    }

    /// Reads `key = value, ...`.
    pub(crate) fn of(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut all = Self {
            entries: Vec::new(),
            mistaken: false,
        };
        all.take(tokens, errors);
        all
    }

    fn take(&mut self, tokens: TokenStream, errors: &mut Errors) {
        let before = errors.count();
        for part in split(tokens) {
            for one in cut::<K>(&part, errors) {
                self.one(one, errors);
            }
        }
        self.mistaken |= errors.count() > before;
    }

    /// Reads one `key` or `key = value`.
    fn one(&mut self, part: &[TokenTree], errors: &mut Errors) {
        let (name, rest) = match part {
            [TokenTree::Ident(_), dash, TokenTree::Ident(_), ..] if is(dash, '-') => {
                return self.dashes(part, errors);
            }
            [TokenTree::Ident(name), rest @ ..] => (name, rest),
            [other, ..] => {
                let message = match other {
                    TokenTree::Literal(_) => "a value without its key",
                    _ => "expected a key",
                };
                let help = format!("write `key = value`, for example `{}`", K::EXAMPLE);
                return errors.add(other, message, help);
            }
            [] => return,
        };
        let key = match K::of(&name.to_string()) {
            Ok(key) => key,
            Err(unknown) => {
                let written = match rest {
                    [equals, value @ ..] if is(equals, '=') && !value.is_empty() => {
                        K::meant(&name.to_string(), Value::read(value).text())
                    }
                    _ => None,
                };
                return errors.add(name, unknown.message, written.unwrap_or(unknown.help));
            }
        };
        if self.find(key).is_some() {
            let help = "keep one of the two";
            return errors.add(name, format!("`{name}` is given twice"), help);
        }
        let (name, value) = (name.clone(), value(key, name, rest, errors));
        self.entries.push(Entry { key, name, value });
    }

    /// `connect-timeout`: the words of keys are joined with `_`.
    fn dashes(&mut self, part: &[TokenTree], errors: &mut Errors) {
        let words = part.iter();
        let words =
            words.take_while(|token| is(token, '-') || matches!(token, TokenTree::Ident(_)));
        let tokens: TokenStream = words.clone().cloned().collect();
        let written: String = words.map(ToString::to_string).collect();
        let meant = written.replace('-', "_");
        let message = format!("unknown key `{written}`");
        errors.add(&tokens, message, format!("write `{meant}`"));
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
fn list(attribute: &Attribute, name: &str, errors: &mut Errors) -> Option<TokenStream> {
    let message = match &attribute.meta {
        Meta::List(list) if !matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            format!("`#[{name}]` takes its keys in parentheses")
        }
        Meta::List(list) if list.tokens.is_empty() => format!("`#[{name}()]` is empty"),
        Meta::List(list) => return Some(list.tokens.clone()),
        Meta::Path(_) => format!("`#[{name}]` is empty"),
        Meta::NameValue(_) => format!("`#[{name}]` takes its keys in parentheses, not a value"),
    };
    let help = format!("write `#[{name}(key = value)]`, or remove the attribute");
    errors.refuse(attribute, message, help)
}

/// Splits a part where a comma is missing, or is written as `;`.
fn cut<'a, K: Key>(mut rest: &'a [TokenTree], errors: &mut Errors) -> Vec<&'a [TokenTree]> {
    let mut parts = Vec::new();
    loop {
        let next = (1..rest.len()).find(|at| starts::<K>(rest, *at));
        let (mut part, after) = rest.split_at(next.unwrap_or(rest.len()));
        if let [before @ .., semicolon] = part
            && is(semicolon, ';')
        {
            let help = "write `,` in place of `;`";
            errors.add(semicolon, "expected `,` between two keys", help);
            part = before;
        } else if let [name, ..] = after {
            let message = format!("expected `,` before `{name}`");
            errors.add(name, message, "separate the keys with commas");
        }
        parts.push(part);
        if after.is_empty() {
            return parts;
        }
        rest = after;
    }
}

/// Whether the next key starts at `at` without a comma before it: `key =` after a complete value, or a word that is only
/// a key.
fn starts<K: Key>(part: &[TokenTree], at: usize) -> bool {
    let Some([before, TokenTree::Ident(name), after @ ..]) = part.get(at - 1..) else {
        return false;
    };
    let is_complete = is(before, ';') || !matches!(before, TokenTree::Punct(_));
    is_complete
        && match after {
            [equals, next, ..] if is(equals, '=') => !is(next, '=') && !is(next, '>'),
            [equals] => is(equals, '='),
            [] => K::of(&name.to_string()).is_ok(),
            _ => false,
        }
}

/// The value after a key.
fn value<K: Key>(key: K, name: &Ident, rest: &[TokenTree], errors: &mut Errors) -> Value {
    let (place, message) = match rest {
        [] => return Value::Absent,
        [equals] if is(equals, '=') => return Value::Unfinished(equals.to_token_stream()),
        [equals, value @ ..] if is(equals, '=') => return Value::read(value),
        [colon, ..] if is(colon, ':') => (
            colon,
            format!("the value of `{name}` goes after `=`, not `:`"),
        ),
        [group @ TokenTree::Group(inside)] if inside.delimiter() == Delimiter::Parenthesis => {
            (group, format!("the value of `{name}` goes after `=`"))
        }
        [next, ..] => (next, format!("expected `=` or `,` after `{name}`")),
    };
    errors.add(place, message, format!("write `{}`", key.usage(name)));
    Value::Broken
}
