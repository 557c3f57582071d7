//! A Markdown table of every variable.

use std::fmt::{self, Write as _};

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Kind, Setting};

use super::instance::{FieldReference, InstanceReference};

pub(super) fn section(text: &mut String, instance: &InstanceReference) -> fmt::Result {
    let InstanceReference {
        name,
        prefix,
        topology,
        fallback,
        fields,
        fixed: constants,
    } = instance;
    writeln!(text, "## `{name}`\n")?;
    write!(
        text,
        "Topology: {}. Prefix of its variables: `{prefix}_`.",
        topology.key()
    )?;
    if *fallback {
        text.push_str(
            " Without these it reads `REDIS_URL` and other variables that name no instance.",
        );
    }
    text.push_str("\n\n");
    if !fields.is_empty() {
        writeln!(
            text,
            "| variable | value | default | meaning |\n|---|---|---|---|"
        )?;
        fields.iter().try_for_each(|field| row(text, field))?;
    }
    if !constants.is_empty() {
        if !fields.is_empty() {
            text.push('\n');
        }
        writeln!(text, "| fixed in the code | value |\n|---|---|")?;
        for (setting, value) in *constants {
            writeln!(
                text,
                "| `{}` | {} |",
                setting.key(),
                cell(&fixed(*setting, value))
            )?;
        }
    }
    Ok(())
}

fn row(text: &mut String, field: &FieldReference) -> fmt::Result {
    let meta = field.meta;
    let default = match field.default {
        Some(default) => format!("`{default}`"),
        None if meta.default.is_some() => "set, not shown".to_owned(),
        None if meta.optional => String::new(),
        None => "must be set".to_owned(),
    };
    let secret = if meta.secret { " Secret." } else { "" };
    writeln!(
        text,
        "| `{}` | {} | {} | {}{secret} |",
        meta.variable,
        cell(&field.values()),
        cell(&default),
        cell(&field.doc())
    )
}

/// A constant as it may be shown.
pub(super) fn fixed(setting: Setting, value: &str) -> String {
    let info = setting.info();
    match info.kind {
        _ if info.secret => "set, not shown".to_owned(),
        Kind::Url => RedisUrl::parse(value).map_or_else(
            |_| "set, not shown".to_owned(),
            |url| format!("`{}`", url.redacted()),
        ),
        Kind::Pem => "set, not shown".to_owned(),
        _ => format!("`{value}`"),
    }
}

/// A text as the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
