//! `.env.example`: every variable with a value, and what it is.

use std::fmt::{self, Write as _};

use super::instance::{FieldReference, InstanceReference};

pub(super) fn section(text: &mut String, instance: &InstanceReference) -> fmt::Result {
    let InstanceReference { name, topology, .. } = instance;
    writeln!(text, "# {name} ({})", topology.key())?;
    if instance.fallback {
        writeln!(
            text,
            "# Without these, `REDIS_URL` and other variables that name no instance are read."
        )?;
    }
    for (setting, value) in instance.fixed {
        if !setting.info().secret {
            let value = super::markdown::fixed(*setting, value);
            writeln!(text, "# `{}` is fixed in the code: {value}", setting.key())?;
        }
    }
    instance
        .fields
        .iter()
        .try_for_each(|field| entry(text, field))
}

/// A variable that must be set is written as a line; another one as a comment, with its default.
fn entry(text: &mut String, field: &FieldReference) -> fmt::Result {
    let FieldReference { meta, example, .. } = field;
    let variable = meta.variable;
    writeln!(text, "\n# {} ({})", field.doc(), field.values())?;
    if meta.secret {
        writeln!(
            text,
            "# Secret. `{variable}_FILE` is the path of a file that holds it."
        )?;
    }
    let comment = match meta.default.is_some() || meta.optional {
        true => "# ",
        false => "",
    };
    writeln!(text, "{comment}{variable}={example}")
}
