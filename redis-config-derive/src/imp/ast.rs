//! A definition as it was written. It may be wrong.

use quote::ToTokens;
use redis_config_rules::Setting;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Ident, Lit, Meta, Path, Type};

use crate::imp::attr::{Attributes, Entry, Value};
use crate::imp::errors::Errors;
use crate::imp::key::{FieldKey, Key, StructKey};
use crate::imp::type_guess::{is_unsized, last};

/// A struct with `#[derive(RedisConfig)]`.
pub(crate) struct Definition<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) attributes: Attributes<StructKey>,
    pub(crate) fields: Vec<Field<'a>>,
}

/// One of its fields.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    /// The name without `r#`.
    pub(crate) name: String,
    pub(crate) ty: &'a Type,
    pub(crate) doc: String,
    pub(crate) attributes: Attributes<FieldKey>,
}

impl<'a> Definition<'a> {
    /// Reads a struct; `None` if it has no named fields.
    pub(crate) fn read(
        input: &'a DeriveInput,
        attributes: Attributes<StructKey>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let fields = members(input, "RedisConfig", "url: String", errors)?;
        let fields = fields.iter().filter_map(|field| Field::read(field, errors));
        Some(Self {
            input,
            attributes,
            fields: fields.collect(),
        })
    }

    /// Whether a mistake in an attribute was reported: a key that seems to be missing may be there, misspelled.
    pub(crate) fn is_mistaken(&self) -> bool {
        self.attributes.mistaken || self.fields.iter().any(|field| field.attributes.mistaken)
    }

    /// Whether it is a group of connections with the wrong derive. The right derive may be there too, whose methods have
    /// the same names.
    pub(crate) fn is_group(&self) -> bool {
        let is_member = |field: &Field<'_>| {
            let silent = field.attributes.entries.is_empty() && !field.attributes.mistaken;
            let plain = silent && Setting::from_key(&field.name).is_none();
            plain && last(field.ty).is_some_and(|ty| ty.ident == "Handle")
        };
        !self.fields.is_empty() && self.fields.iter().all(is_member)
    }

    /// Whether nothing can be implemented for the struct, not even the empty impl.
    pub(crate) fn is_unsized(&self) -> bool {
        self.fields.iter().any(|field| is_unsized(field.ty))
    }
}

impl<'a> Field<'a> {
    fn read(field: &'a syn::Field, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        if let Some((_, value)) = &field.default {
            let message = "the default of a field goes in its attribute";
            let help = "write `#[redis(default = ...)]` above the field";
            errors.add(value, message, help);
        }
        Some(Self {
            ident,
            name: ident.unraw().to_string(),
            ty: &field.ty,
            doc: documentation(&field.attrs),
            attributes: Attributes::read(&field.attrs, errors),
        })
    }
}

/// The fields of a struct with named fields, or of a unit struct; refuses everything else.
pub(crate) fn members<'a>(
    input: &'a DeriveInput,
    derive: &str,
    example: &str,
    errors: &mut Errors,
) -> Option<Vec<&'a syn::Field>> {
    let ident = &input.ident;
    let (what, write) = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter().collect()),
            Fields::Unit => return Some(Vec::new()),
            Fields::Unnamed(_) => ("a tuple struct", "give every field a name:"),
        },
        Data::Enum(_) => ("an enum", "write a struct:"),
        Data::Union(_) => ("a union", "write"),
    };
    let message =
        format!("`#[derive({derive})]` needs a struct with named fields; `{ident}` is {what}");
    let help = format!("{write} `struct {ident} {{ {example} }}`");
    errors.refuse(ident, message, help)
}

/// The path of the library: `crate = ::path`, else `::redis_config`.
pub(crate) fn library<K: Key>(entry: Option<&Entry<K>>, errors: &mut Errors) -> Path {
    let path = entry.and_then(|entry| given_library(entry, errors));
    path.unwrap_or_else(|| syn::parse_quote!(::redis_config))
}

fn given_library<K: Key>(entry: &Entry<K>, errors: &mut Errors) -> Option<Path> {
    let path = match &entry.value {
        Value::Broken => return None,
        Value::Path(path) => path.clone(),
        Value::Word(word) => Path::from(word.clone()),
        other => {
            let message = "`crate` takes the path of the library, without quotes";
            let help = "write `crate = ::redis_config`";
            return errors.refuse(other.place(&entry.name), message, help);
        }
    };
    let first = path.segments.first();
    if path.leading_colon.is_none() && first.is_none_or(|first| first.ident != "crate") {
        let written = path.to_token_stream().to_string().replace(' ', "");
        let message = "the path of the library must be absolute";
        let help = format!("write `crate = ::{written}`, or `crate = crate::{written}`");
        return errors.refuse(&path, message, help);
    }
    Some(path)
}

/// The first paragraph of the documentation, on one line.
fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) if meta.path.is_ident("doc") => Some(text.value()),
            _ => None,
        }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let lines = text.lines().map(str::trim);
    let lines = lines.skip_while(|line| line.is_empty());
    let paragraph = lines.take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}
