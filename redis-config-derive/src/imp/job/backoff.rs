//! `backoff = exponential(min = "1s", max = "10m")`, or `constant("10s")`.

use proc_macro2::{Group, TokenTree};
use redis_config_rules::{job, suggest};

use crate::attr::{Attributes, Entry};
use crate::check::want::Want;
use crate::job::Pauses;
use crate::job::check::read as read_key;
use crate::job::key::{JobKey, PauseKey};
use crate::sink::Sink;
use crate::value::Value;

pub(super) const BACKOFF: &str = "backoff = exponential(min = \"1s\", max = \"10m\")";
const CONSTANT: &str = "constant(\"10s\")";

/// The pauses; a mistake is noted.
pub(super) fn read(entry: &Entry<JobKey>, sink: &mut Sink) -> Option<Pauses> {
    let help = format!("write `{BACKOFF}`, or `backoff = {CONSTANT}`");
    match &entry.value {
        Value::Broken => None,
        Value::Call { name, arguments } if name == "exponential" => exponential(arguments, sink),
        Value::Call { name, arguments } if name == "constant" => constant(arguments, sink),
        Value::Call { name, .. } => {
            let near = suggest::nearest(&name.to_string(), ["exponential", "constant"]);
            let help = near.map_or(help, |near| format!("did you mean `{near}`?"));
            sink.error(name, format!("there is no back-off `{name}`"), help);
            None
        }
        Value::Absent | Value::Unfinished(_) => {
            let place = entry.value.place(&entry.name);
            sink.error(place, "`backoff` needs a value", help);
            None
        }
        Value::Word(word) if word == "exponential" || word == "constant" => {
            sink.error(word, format!("`{word}` lacks its pauses"), help);
            None
        }
        other => {
            let message = "`backoff` takes `exponential(...)` or `constant(...)`";
            sink.error(other, message, help);
            None
        }
    }
}

fn exponential(arguments: &Group, sink: &mut Sink) -> Option<Pauses> {
    let before = sink.count();
    let keys: Attributes<PauseKey> = Attributes::of(arguments.stream(), sink);
    let mut pause = |key, name: &str, example| {
        let Some(entry) = keys.find(key) else {
            // A key that was misspelt is not lacking too.
            if sink.count() == before {
                let message = format!("`exponential` lacks `{name}`");
                sink.error(arguments, message, format!("write `{BACKOFF}`"));
            }
            return None;
        };
        read_key(entry, &Want::duration(example), job::time, sink)
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
        sink.error(&entry.value, problem.message, problem.help);
        return None;
    }
    Some(pauses)
}

fn constant(arguments: &Group, sink: &mut Sink) -> Option<Pauses> {
    let tokens: Vec<TokenTree> = arguments.stream().into_iter().collect();
    let help = format!("write `backoff = {CONSTANT}`");
    if tokens.is_empty() {
        sink.error(arguments, "`constant` lacks its pause", help);
        return None;
    }
    let value = Value::read(&tokens);
    let Some(text) = value.text() else {
        sink.error(
            value,
            "`constant` takes one duration with its unit, in quotes",
            help,
        );
        return None;
    };
    match job::time(text) {
        Ok(pause) => Some(Pauses {
            min: pause,
            max: pause,
        }),
        Err(problem) => {
            sink.problem(value, "constant", &problem);
            None
        }
    }
}
