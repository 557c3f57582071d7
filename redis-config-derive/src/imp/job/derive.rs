//! `#[derive(Job)]`.

mod backoff;
mod check;
mod expand;
#[path = "job_keys.rs"]
mod key;

use std::time::Duration;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::attr::Attributes;
use crate::sink::Sink;
use crate::{ast, entry};
use key::JobKey;

/// A job. It cannot be wrong.
#[derive(Default)]
struct Model {
    queue: String,
    max_attempts: Option<u32>,
    timeout: Option<Duration>,
    backoff: Option<Pauses>,
}

/// The pauses between attempts.
struct Pauses {
    min: Duration,
    max: Duration,
}

/// The impl of `Job`; one that says nothing if anything is wrong.
pub(crate) fn expand(input: &DeriveInput, sink: &mut Sink) -> TokenStream {
    let attributes: Attributes<JobKey> = Attributes::read(&input.attrs, sink);
    let library = ast::library(attributes.find(JobKey::Crate), sink);
    let private = entry::private();
    let model = check::check(input, &attributes, sink);
    if check::borrows(input, sink) {
        // Whatever is written for it would not compile either.
        return TokenStream::new();
    }
    if !input.generics.params.is_empty() {
        return entry::hidden(&library, &expand::stub(input, &private));
    }
    let model = if sink.count() == 0 {
        model
    } else {
        Model::default()
    };
    entry::hidden(&library, &expand::expand(input, &private, &model))
}
