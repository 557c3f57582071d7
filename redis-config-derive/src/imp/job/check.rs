//! What was written of a job → what was meant.

use redis_config_rules::{Problem, job, name};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Field, Variant};

use crate::attr::{Attributes, Entry};
use crate::check::names::snake;
use crate::check::want::Want;
use crate::job::key::JobKey;
use crate::job::{Model, backoff};
use crate::key::Key;
use crate::shape::not_owned;
use crate::sink::Sink;

/// Checks a job. Everything that is wrong is noted.
pub(super) fn check(
    input: &DeriveInput,
    attributes: &Attributes<JobKey>,
    sink: &mut Sink,
) -> Model {
    generic(input, sink);
    misplaced(input, sink);
    let attempts = attributes.find(JobKey::MaxAttempts);
    let timeout = attributes.find(JobKey::Timeout);
    let pauses = attributes.find(JobKey::Backoff);
    Model {
        queue: queue(input, attributes, sink),
        max_attempts: attempts
            .and_then(|entry| read(entry, &Want::number("5"), job::max_attempts, sink)),
        timeout: timeout.and_then(|entry| read(entry, &Want::duration("30s"), job::time, sink)),
        backoff: pauses.and_then(|entry| backoff::read(entry, sink)),
    }
}

/// Refuses `#[job(..)]` on a field or on a variant, where nobody would read it.
fn misplaced(input: &DeriveInput, sink: &mut Sink) {
    let (variants, fields) = parts(input);
    let of_variants = variants.iter().flat_map(|variant| &variant.attrs);
    let of_fields = fields.iter().flat_map(|field| &field.attrs);
    for attribute in of_variants.chain(of_fields) {
        if attribute.path().is_ident(JobKey::ATTRIBUTE) {
            let help = format!("move it above `{}`", input.ident);
            sink.error(attribute, "`#[job]` stands above the type", help);
        }
    }
}

/// Refuses fields that borrow what they hold, for the whole program even: a worker reads the job elsewhere, later.
pub(super) fn borrows(input: &DeriveInput, sink: &mut Sink) -> bool {
    let before = sink.count();
    let (_, fields) = parts(input);
    for field in fields {
        // What serde is told of a field may mend it; a lifetime was reported.
        let told = field.attrs.iter().any(|one| one.path().is_ident("serde"));
        if told || !input.generics.params.is_empty() {
            continue;
        }
        if let Some((what, help)) = not_owned(&field.ty, None) {
            let message = format!(
                "a field of the job `{}` {what}: a worker reads it elsewhere, later",
                input.ident
            );
            sink.error(&field.ty, message, help);
        }
    }
    sink.count() > before
}

/// The variants of an enum, and all fields.
fn parts(input: &DeriveInput) -> (Vec<&Variant>, Vec<&Field>) {
    match &input.data {
        Data::Struct(data) => (Vec::new(), data.fields.iter().collect()),
        Data::Enum(data) => {
            let fields = data.variants.iter().flat_map(|variant| &variant.fields);
            (data.variants.iter().collect(), fields.collect())
        }
        Data::Union(data) => (Vec::new(), data.fields.named.iter().collect()),
    }
}

/// Refuses what no job can have: parameters.
fn generic(input: &DeriveInput, sink: &mut Sink) {
    let (ident, generics) = (&input.ident, &input.generics);
    if generics.params.is_empty() {
        return;
    }
    let (message, help) = if generics.params.len() == generics.lifetimes().count() {
        (
            format!("the job `{ident}` borrows what it holds: a worker reads it elsewhere, later"),
            "write `String` in place of `&str`, and remove the lifetime".to_owned(),
        )
    } else {
        (
            format!("the job `{ident}` cannot be generic: all its kinds would share one queue"),
            format!("write `impl Job for {ident}<...>` for each kind, with a queue of its own"),
        )
    };
    sink.error(generics, message, help);
}

/// The name of the queue: as given, else the type's in snake case.
fn queue(input: &DeriveInput, attributes: &Attributes<JobKey>, sink: &mut Sink) -> String {
    if let Some(entry) = attributes.find(JobKey::Queue) {
        let text = read(
            entry,
            &Want::text("emails"),
            |text| name::queue(text).map(|()| text.to_owned()),
            sink,
        );
        return text.unwrap_or_default();
    }
    let ident = &input.ident;
    let default = snake(&ident.unraw().to_string());
    if let Err(problem) = name::queue(&default) {
        let message = format!("`{ident}` gives no name to its queue: {}", problem.message);
        sink.error(ident, message, "give it one: `#[job(queue = \"emails\")]`");
    }
    default
}

/// The value of a key, by its rule.
pub(super) fn read<K: Key, T>(
    entry: &Entry<K>,
    want: &Want,
    rule: impl Fn(&str) -> Result<T, Problem>,
    sink: &mut Sink,
) -> Option<T> {
    let text = want.read(&entry.name, &entry.value, sink)?;
    match rule(&text) {
        Ok(value) => Some(value),
        Err(problem) => {
            sink.broken(entry, &entry.name.to_string(), &problem, rule);
            None
        }
    }
}
