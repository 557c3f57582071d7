//! No two fields read one variable.

use quote::ToTokens;

use crate::ast::Definition;
use crate::key::FieldKey;
use crate::model::Field;
use crate::sink::Sink;

/// Compares the variables of all fields, and their `_FILE` twins.
pub(crate) fn check(definition: &Definition<'_>, fields: &[Option<Field>], sink: &mut Sink) {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (written, field) in definition.fields.iter().zip(fields) {
        let Some(loaded) = field.as_ref().and_then(|field| field.loaded.as_ref()) else {
            continue;
        };
        let (name, variable) = (loaded.name.as_str(), loaded.variable.as_str());
        // Two fields that hold one setting are reported as just that.
        let clash = seen.iter().find(|(_, other)| {
            variable == *other || is_twin(variable, other) || is_twin(other, variable)
        });
        if let Some((other, taken)) = clash {
            let place = match written.attributes.find(FieldKey::Env) {
                Some(entry) => entry.value.to_token_stream(),
                None => written.ident.to_token_stream(),
            };
            let message = if variable == *taken {
                format!("`{name}` and `{other}` both read the variable `{variable}`")
            } else {
                format!(
                    "`{name}` reads `{variable}` and `{other}` reads `{taken}`: each variable has a twin with `_FILE` at its end"
                )
            };
            sink.error(
                place,
                message,
                "give one of them its own: `#[redis(env = \"...\")]`",
            );
        }
        seen.push((name, variable));
    }
}

/// `A_FILE` is the twin of `A`: it names a file that holds the value of `A`.
fn is_twin(variable: &str, other: &str) -> bool {
    variable.strip_suffix("_FILE") == Some(other)
}
