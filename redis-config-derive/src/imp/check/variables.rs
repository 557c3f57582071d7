//! No two fields read the same variable.

use quote::ToTokens;

use crate::imp::ast::Definition;
use crate::imp::errors::Errors;
use crate::imp::key::FieldKey;
use crate::imp::model::{Field, Loaded};

/// Compares the variables of all fields, and their `_FILE` twins.
pub(crate) fn check(definition: &Definition<'_>, fields: &[Option<Field>], errors: &mut Errors) {
    let mut seen: Vec<&Loaded> = Vec::new();
    for (written, field) in definition.fields.iter().zip(fields) {
        let Some(loaded) = field.as_ref().and_then(|field| field.loaded.as_ref()) else {
            continue;
        };
        let clash = seen.iter().find(|other| {
            let (one, other_one) = (&loaded.variable, &other.variable);
            let shared = one == other_one || is_twin(one, other_one) || is_twin(other_one, one);
            // Two fields of one setting are reported by `combinations`.
            shared && (loaded.setting.is_none() || loaded.setting != other.setting)
        });
        if let Some(other) = clash {
            let (name, variable) = (&loaded.name, &loaded.variable);
            let (other, taken) = (&other.name, &other.variable);
            let place = match written.attributes.find(FieldKey::Env) {
                Some(entry) => entry.value.to_token_stream(),
                None => written.ident.to_token_stream(),
            };
            let message = if variable == taken {
                format!("`{name}` and `{other}` both read the variable `{variable}`")
            } else {
                format!(
                    "`{name}` reads `{variable}` and `{other}` reads `{taken}`: each variable has a twin with `_FILE` at its end"
                )
            };
            let help = "give one of them its own: `#[redis(env = \"...\")]`";
            errors.add(place, message, help);
        }
        seen.push(loaded);
    }
}

/// `A_FILE` is the twin of `A`: it names a file that holds the value of `A`.
fn is_twin(variable: &str, other: &str) -> bool {
    variable.strip_suffix("_FILE") == Some(other)
}
