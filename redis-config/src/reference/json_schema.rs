//! A JSON Schema (draft 2020-12) of the configuration file.

use redis_config_rules::{Kind, Setting, Shape};
use serde_json::{Map, Value, json};

use super::instance::{FieldReference, InstanceReference};
use crate::check::violation::named;

/// `whole`: whether these are all instances of the file, so that another table is a mistake.
pub(super) fn write(instances: &[InstanceReference], whole: bool) -> String {
    let tables: Map<String, Value> = instances
        .iter()
        .map(|one| {
            let reference = json!({ "$ref": format!("#/$defs/{}", one.name) });
            (one.name.to_owned(), reference)
        })
        .collect();
    let mut properties = tables.clone();
    let mut profile = tables;
    let flag = || json!({ "type": "boolean" });
    profile.insert("allow_remote".to_owned(), flag());
    profile.insert("allow_loopback".to_owned(), flag());
    // An instance of another part of the application.
    let others = match whole {
        true => json!(false),
        false => json!({ "type": "object" }),
    };
    properties.insert(
        "profile".to_owned(),
        json!({
            "description": "Values for one profile, which have precedence over those without a profile.",
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": profile,
                "additionalProperties": others,
            },
        }),
    );
    let definitions = instances
        .iter()
        .map(|one| (one.name.to_owned(), table(one)));
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Redis instances",
        "type": "object",
        "properties": properties,
        "additionalProperties": others,
        "$defs": definitions.collect::<Map<_, _>>(),
    });
    format!("{schema:#}\n")
}

/// The table of an instance. Nothing is required: another source may have the value.
fn table(instance: &InstanceReference) -> Value {
    let mut properties = Map::new();
    for field in &instance.fields {
        let name = named(field.meta);
        let file = json!({
            "description": format!("Path of a file that holds `{name}`."),
            "type": "string",
        });
        properties.insert(format!("{name}_file"), file);
    }
    // After those, for a field can have such a name itself.
    for field in &instance.fields {
        properties.insert(named(field.meta).to_owned(), value(field));
    }
    json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A value: of the type of the file format, or as text, which is always possible.
fn value(field: &FieldReference) -> Value {
    let meta = field.meta;
    let info = meta.setting().map(Setting::info);
    let choices = field.choices();
    let mut schema = match field.shape {
        _ if !choices.is_empty() => json!({ "enum": choices }),
        Shape::Integer => {
            let mut schema = json!({ "type": ["integer", "string"], "pattern": "^-?[0-9]+$" });
            let bounds = [
                ("minimum", meta.min.or(info.and_then(|info| info.min))),
                ("maximum", meta.max.or(info.and_then(|info| info.max))),
            ];
            for (name, bound) in bounds {
                if let Some(bound) = bound.and_then(|text| text.parse::<i64>().ok()) {
                    schema[name] = json!(bound);
                }
            }
            schema
        }
        Shape::Float => json!({ "type": ["number", "string"] }),
        Shape::Flag => json!({ "type": ["boolean", "string"] }),
        Shape::Duration => json!({ "type": "string", "pattern": "^[0-9]+(ns|us|ms|s|m|h|d)$" }),
        Shape::List => json!({ "type": ["array", "string"], "items": { "type": "string" } }),
        _ => json!({ "type": "string" }),
    };
    schema["description"] = json!(field.doc());
    let is_pem = info.is_some_and(|info| info.kind == Kind::Pem);
    if meta.secret && !is_pem {
        schema["writeOnly"] = json!(true);
    }
    match field.default {
        Some(default) => schema["default"] = json!(default),
        None if !meta.secret => schema["examples"] = json!([field.example]),
        None => {}
    }
    schema
}
