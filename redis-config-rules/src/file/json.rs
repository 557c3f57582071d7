//! JSON.

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::tree::{Content, Key, Malformed, Node};

/// Plain JSON: none of the extensions that the parser knows.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse(text: &str) -> Result<Node, Malformed> {
    let parsed =
        parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| Malformed {
            at: error.range().start,
            message: error.kind().to_string(),
        })?;
    match parsed.value {
        Some(value) => node(&value),
        None => Err(Malformed {
            at: 0,
            message: "the file is empty".to_owned(),
        }),
    }
}

fn node(value: &Value<'_>) -> Result<Node, Malformed> {
    let content = match value {
        Value::StringLit(text) => Content::Text(text.value.to_string()),
        Value::NumberLit(number) => Content::Text(number.value.to_owned()),
        Value::BooleanLit(flag) => Content::Flag(flag.value),
        Value::NullKeyword(_) => Content::Text(String::new()),
        Value::Array(array) => {
            let items: Result<_, _> = array.elements.iter().map(node).collect();
            Content::List(items?)
        }
        Value::Object(object) => Content::Table(entries(&object.properties)?),
    };
    let at = value.range().start;
    Ok(Node { at, content })
}

fn entries(properties: &[ObjectProp<'_>]) -> Result<Vec<(Key, Node)>, Malformed> {
    let mut entries: Vec<(Key, Node)> = Vec::with_capacity(properties.len());
    for property in properties {
        let (name, at) = (property.name.as_str(), property.range.start);
        if entries.iter().any(|(key, _)| key.name == name) {
            let message = format!("duplicate key `{name}`");
            return Err(Malformed { at, message });
        }
        let name = name.to_owned();
        entries.push((Key { name, at }, node(&property.value)?));
    }
    Ok(entries)
}
