//! A job as it was written → what it means.

use redis_config_rules::{job, name};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Field, Variant};

use crate::imp::attr::Attributes;
use crate::imp::check::names::snake;
use crate::imp::errors::Errors;
use crate::imp::job::backoff;
use crate::imp::job::job_keys::JobKey;
use crate::imp::job::model::Model;
use crate::imp::key::{Expected, Key};
use crate::imp::type_guess::not_owned;

/// Checks a job. Every mistake is reported.
pub(super) fn check(
    input: &DeriveInput,
    attributes: &Attributes<JobKey>,
    errors: &mut Errors,
) -> Model {
    generic(input, errors);
    misplaced(input, errors);
    let queue = queue(input, attributes, errors);
    let attempts = attributes.find(JobKey::MaxAttempts);
    let attempts =
        attempts.and_then(|entry| Expected::number("5").checked(entry, job::max_attempts, errors));
    let timeout = attributes.find(JobKey::Timeout);
    let timeout =
        timeout.and_then(|entry| Expected::duration("30s").checked(entry, job::time, errors));
    let backoff = attributes.find(JobKey::Backoff);
    Model {
        queue,
        max_attempts: attempts,
        timeout,
        backoff: backoff.and_then(|entry| backoff::read(entry, errors)),
    }
}

/// Refuses `#[job(..)]` on a field or on a variant, where it has no effect.
fn misplaced(input: &DeriveInput, errors: &mut Errors) {
    let (variants, fields) = parts(input);
    let of_variants = variants.iter().flat_map(|variant| &variant.attrs);
    let of_fields = fields.iter().flat_map(|field| &field.attrs);
    for attribute in of_variants.chain(of_fields) {
        if attribute.path().is_ident(JobKey::ATTRIBUTE) {
            let help = format!("move it above `{}`", input.ident);
            errors.add(attribute, "`#[job]` goes above the type", help);
        }
    }
}

/// Refuses fields that borrow, `&'static str` too: a worker reads the job elsewhere, later.
pub(super) fn borrows(input: &DeriveInput, errors: &mut Errors) -> bool {
    let before = errors.count();
    let (_, fields) = parts(input);
    for field in fields {
        // A serde attribute may make the field valid. A lifetime was already reported.
        let has_serde = field.attrs.iter().any(|one| one.path().is_ident("serde"));
        if has_serde || !input.generics.params.is_empty() {
            continue;
        }
        if let Some((what, help)) = not_owned(&field.ty, None) {
            let message = format!(
                "a field of the job `{}` {what}: a worker reads it elsewhere, later",
                input.ident
            );
            errors.add(&field.ty, message, help);
        }
    }
    errors.count() > before
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

/// Refuses parameters, which no job can have.
fn generic(input: &DeriveInput, errors: &mut Errors) {
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
    errors.add(generics, message, help);
}

/// The name of the queue: as given, else the type's in snake case.
fn queue(input: &DeriveInput, attributes: &Attributes<JobKey>, errors: &mut Errors) -> String {
    if let Some(entry) = attributes.find(JobKey::Queue) {
        let text = Expected::text("emails").checked_text(entry, name::queue, errors);
        return text.unwrap_or_default();
    }
    let ident = &input.ident;
    let default = snake(&ident.unraw().to_string());
    if let Err(problem) = name::queue(&default) {
        let message = format!("`{ident}` gives no name to its queue: {}", problem.message);
        errors.add(ident, message, "give it one: `#[job(queue = \"emails\")]`");
    }
    default
}
