//! The words of an enum, or the type inside a newtype.

use quote::ToTokens;
use redis_config_rules::{Code, Problem, text};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, Type, Variant};

use crate::imp::attr::Attributes;
use crate::imp::check::names::snake;
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, Key};
use crate::imp::own_value::value_keys::VariantKey;

/// What a type means. It cannot be wrong.
pub(super) enum Model {
    /// Each variant with its word.
    Words(Vec<(Ident, String)>),
    /// The type inside.
    Newtype(Box<Type>),
}

/// Checks a type; `None` if it is wrong, which is reported.
pub(super) fn check(input: &DeriveInput, errors: &mut Errors) -> Option<Model> {
    let ident = &input.ident;
    let (what, help) = match &input.data {
        Data::Enum(data) => return words(ident, data.variants.iter(), errors),
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let field = fields.unnamed.first()?;
                misplaced(&field.attrs, errors);
                return Some(Model::Newtype(Box::new(field.ty.clone())));
            }
            Fields::Unnamed(_) => (
                "has several fields",
                format!("write `struct {ident}(u16);`"),
            ),
            Fields::Named(_) => ("has named fields", format!("write `struct {ident}(u16);`")),
            Fields::Unit => ("has no field", format!("write `struct {ident}(u16);`")),
        },
        Data::Union(_) => ("is a union", format!("write `enum {ident} {{ ... }}`")),
    };
    let message =
        format!("`#[derive(Value)]` needs an enum, or a struct around one value; `{ident}` {what}");
    errors.refuse(ident, message, help)
}

/// Refuses `#[value(..)]` on a field, where it has no effect.
fn misplaced(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes {
        if attribute.path().is_ident(VariantKey::ATTRIBUTE) {
            let help = "remove it: only the variants of an enum have words";
            errors.add(attribute, "`#[value]` has no effect on a field", help);
        }
    }
}

fn words<'a>(
    ident: &Ident,
    variants: impl Iterator<Item = &'a Variant>,
    errors: &mut Errors,
) -> Option<Model> {
    let mut words: Vec<(Ident, String)> = Vec::new();
    for variant in variants {
        let attributes: Attributes<VariantKey> = Attributes::read(&variant.attrs, errors);
        let name = variant.ident.unraw().to_string();
        let kebab = snake(&name).replace('_', "-");
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!("the variant `{name}` holds a value, which a word cannot give");
            errors.add(&variant.fields, message, format!("write `{name}` alone"));
        }
        let entry = attributes.find(VariantKey::Rename);
        let given =
            entry.and_then(|entry| Expected::text(&kebab).checked_text(entry, word, errors));
        let word = given.unwrap_or(kebab);
        if let Some((first, _)) = words.iter().find(|(_, other)| *other == word) {
            let place = entry.map_or_else(
                || variant.ident.to_token_stream(),
                |entry| entry.value.to_token_stream(),
            );
            let message = format!("`{word}` is already the word of `{}`", first.unraw());
            errors.add(
                place,
                message,
                "give one of the two another: `rename = \"...\"`",
            );
        }
        words.push((variant.ident.clone(), word));
    }
    if words.is_empty() {
        let message = format!("`{ident}` has no variants: no value would be legal");
        return errors.refuse(ident, message, "add one");
    }
    Some(Model::Words(words))
}

/// A word can be an item of a list, and nothing around it is removed.
fn word(given: &str) -> Result<(), Problem> {
    text::check_clean(given)?;
    let bare: String = given.chars().filter(|c| *c != ',').collect();
    let bare = bare.trim();
    if bare == given {
        return Ok(());
    }
    let message = "a word holds no comma, and no white space at its ends";
    Err(Problem::new(
        Code::CHOICE,
        message,
        format!("write `{bare}`"),
    ))
}
