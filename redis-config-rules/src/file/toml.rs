//! TOML.

use ::toml::de::{DeTable, DeValue};

use super::tree::{Content, Key, Malformed, Node};

pub(super) fn parse(text: &str) -> Result<Node, Malformed> {
    let table = DeTable::parse(text).map_err(|error| Malformed {
        at: error.span().map_or(0, |span| span.start),
        message: error.message().to_owned(),
    })?;
    Ok(Node {
        at: table.span().start,
        content: of_table(table.get_ref()),
    })
}

fn of_table(table: &DeTable<'_>) -> Content {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let node = Node {
                at: value.span().start,
                content: of_value(value.get_ref()),
            };
            let key = Key {
                name: key.get_ref().to_string(),
                at: key.span().start,
            };
            (key, node)
        })
        .collect();
    // In the order of the file.
    entries.sort_by_key(|(key, _)| key.at);
    Content::Table(entries)
}

fn of_value(value: &DeValue<'_>) -> Content {
    match value {
        DeValue::String(text) => Content::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => {
            Content::Text(number.as_str().to_owned())
        }
        DeValue::Integer(_) => Content::Other("a number that is not decimal"),
        DeValue::Float(number) => Content::Text(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Content::Flag(*flag),
        DeValue::Datetime(_) => Content::Other("a date"),
        DeValue::Array(items) => Content::List(
            items
                .iter()
                .map(|item| Node {
                    at: item.span().start,
                    content: of_value(item.get_ref()),
                })
                .collect(),
        ),
        DeValue::Table(table) => of_table(table),
    }
}
