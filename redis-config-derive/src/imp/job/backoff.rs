//! `backoff = exponential(min = "1s", max = "10m")`, or `constant("10s")`.

use proc_macro2::{Group, TokenTree};
use redis_config_rules::{job, suggest};

use crate::imp::attr::{Attributes, Entry, Value};
use crate::imp::errors::Errors;
use crate::imp::job::job_keys::{BACKOFF, JobKey, PauseKey};
use crate::imp::job::model::Pauses;
use crate::imp::key::Expected;

const CONSTANT: &str = "constant(\"10s\")";

/// The pauses; a mistake is reported.
pub(super) fn read(entry: &Entry<JobKey>, errors: &mut Errors) -> Option<Pauses> {
    let help = format!("write `{BACKOFF}`, or `backoff = {CONSTANT}`");
    match &entry.value {
        Value::Broken => None,
        Value::Call { name, arguments } if name == "exponential" => exponential(arguments, errors),
        Value::Call { name, arguments } if name == "constant" => constant(arguments, errors),
        Value::Call { name, .. } => {
            let near = suggest::nearest(&name.to_string(), ["exponential", "constant"]);
            let help = near.map_or(help, |near| format!("did you mean `{near}`?"));
            errors.refuse(name, format!("there is no back-off `{name}`"), help)
        }
        value => {
            let message = match value {
                Value::Absent | Value::Unfinished(_) => "`backoff` needs a value".to_owned(),
                Value::Word(word) if word == "exponential" || word == "constant" => {
                    format!("`{word}` lacks its pauses")
                }
                _ => "`backoff` takes `exponential(...)` or `constant(...)`".to_owned(),
            };
            errors.refuse(value.place(&entry.name), message, help)
        }
    }
}

fn exponential(arguments: &Group, errors: &mut Errors) -> Option<Pauses> {
    let before = errors.count();
    let keys: Attributes<PauseKey> = Attributes::of(arguments.stream(), errors);
    let mut pause = |key, name: &str, example| {
        let Some(entry) = keys.find(key) else {
            // A misspelled key is not reported as missing too.
            if errors.count() == before {
                let message = format!("`exponential` lacks `{name}`");
                errors.add(arguments, message, format!("write `{BACKOFF}`"));
            }
            return None;
        };
        Expected::duration(example).checked(entry, job::time, errors)
    };
    let min = pause(PauseKey::Min, "min", "1s");
    let max = pause(PauseKey::Max, "max", "10m");
    let pauses = Pauses {
        min: min?,
        max: max?,
    };
    if let Err(problem) = job::backoff(pauses.min, pauses.max)
        && let Some(entry) = keys.find(PauseKey::Max)
    {
        return errors.refuse(&entry.value, problem.message, problem.help);
    }
    Some(pauses)
}

fn constant(arguments: &Group, errors: &mut Errors) -> Option<Pauses> {
    let tokens: Vec<TokenTree> = arguments.stream().into_iter().collect();
    let help = format!("write `backoff = {CONSTANT}`");
    if tokens.is_empty() {
        return errors.refuse(arguments, "`constant` lacks its pause", help);
    }
    let value = Value::read(&tokens);
    let Some(text) = value.text() else {
        let message = "`constant` takes one duration with its unit, in quotes";
        return errors.refuse(value, message, help);
    };
    let pause = job::time(text).map_err(|problem| errors.problem(&value, "constant", &problem));
    let (min, max) = (pause.ok()?, pause.ok()?);
    Some(Pauses { min, max })
}
