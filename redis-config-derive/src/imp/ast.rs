//! What was written. It may be wrong.

use quote::ToTokens;
use redis_config_rules::Setting;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Ident, Lit, Meta, Path, Type};

use crate::attr::{Attributes, Entry};
use crate::key::{FieldKey, Key, StructKey};
use crate::shape::{is_unsized, last};
use crate::sink::Sink;
use crate::value::Value;

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
    /// Reads a struct; `None` if its shape is wrong.
    pub(crate) fn read(
        input: &'a DeriveInput,
        attributes: Attributes<StructKey>,
        sink: &mut Sink,
    ) -> Option<Self> {
        let fields = members(input, "RedisConfig", "url: String", sink)?;
        let fields = fields.iter().filter_map(|field| Field::read(field, sink));
        Some(Self {
            input,
            attributes,
            fields: fields.collect(),
        })
    }
}

impl Definition<'_> {
    /// Whether one of its attributes is wrong, which was reported: what seems to be lacking may be there.
    pub(crate) fn is_mistaken(&self) -> bool {
        self.attributes.mistaken || self.fields.iter().any(|field| field.attributes.mistaken)
    }

    /// Whether it is a group of connections, with the wrong derive: it may have the right one beside it, whose methods
    /// have the same names.
    pub(crate) fn is_group(&self) -> bool {
        let is_member = |field: &Field<'_>| {
            let silent = field.attributes.entries.is_empty() && !field.attributes.mistaken;
            let plain = silent && Setting::from_key(&field.name).is_none();
            plain && last(field.ty).is_some_and(|ty| ty.ident == "Handle")
        };
        !self.fields.is_empty() && self.fields.iter().all(is_member)
    }

    /// Whether nothing can be implemented for the struct, not even a stub.
    pub(crate) fn is_unsized(&self) -> bool {
        self.fields.iter().any(|field| is_unsized(field.ty))
    }
}

impl<'a> Field<'a> {
    fn read(field: &'a syn::Field, sink: &mut Sink) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        if let Some((_, value)) = &field.default {
            let message = "the default of a field stands in its attribute";
            let help = "write `#[redis(default = ...)]` above the field";
            sink.error(value, message, help);
        }
        Some(Self {
            ident,
            name: ident.unraw().to_string(),
            ty: &field.ty,
            doc: documentation(&field.attrs),
            attributes: Attributes::read(&field.attrs, sink),
        })
    }
}

/// The fields of a struct with named fields, or of a unit struct; refuses everything else.
pub(crate) fn members<'a>(
    input: &'a DeriveInput,
    derive: &str,
    example: &str,
    sink: &mut Sink,
) -> Option<Vec<&'a syn::Field>> {
    let ident = &input.ident;
    let (what, help) = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields.named.iter().collect()),
            Fields::Unit => return Some(Vec::new()),
            Fields::Unnamed(_) => (
                "a tuple struct",
                format!("give every field a name: `struct {ident} {{ {example} }}`"),
            ),
        },
        Data::Enum(_) => (
            "an enum",
            format!("write a struct: `struct {ident} {{ {example} }}`"),
        ),
        Data::Union(_) => ("a union", format!("write `struct {ident} {{ {example} }}`")),
    };
    let message =
        format!("`#[derive({derive})]` needs a struct with named fields; `{ident}` is {what}");
    sink.error(ident, message, help);
    None
}

/// The path of the library: `crate = ::path`, else `::redis_config`.
pub(crate) fn library<K: Key>(entry: Option<&Entry<K>>, sink: &mut Sink) -> Path {
    let default = || syn::parse_quote!(::redis_config);
    let Some(entry) = entry else {
        return default();
    };
    let path = match &entry.value {
        Value::Broken => return default(),
        Value::Path(path) => path.clone(),
        Value::Word(word) => Path::from(word.clone()),
        other => {
            let message = "`crate` takes the path of the library, without quotes";
            let help = "write `crate = ::redis_config`";
            sink.error(other.place(&entry.name), message, help);
            return default();
        }
    };
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    if path.leading_colon.is_none() && first.as_deref() != Some("crate") {
        let written = path.to_token_stream().to_string().replace(' ', "");
        let message = "the path of the library must be absolute";
        let help = format!("write `crate = ::{written}`, or `crate = crate::{written}`");
        sink.error(&path, message, help);
        return default();
    }
    path
}

/// The first paragraph of the documentation, on one line.
fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    let text = lines.collect::<Vec<_>>().join("\n");
    let paragraph = text
        .lines()
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}
