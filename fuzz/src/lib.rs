//! The derives on plain tokens: a proc-macro crate cannot be called, so its files are taken in here, all of them
//! (a test of that crate compares the list).
#![allow(dead_code, reason = "each target uses a part")]

#[path = "../../redis-config-derive/src/ast.rs"]
mod ast;
#[path = "../../redis-config-derive/src/attr.rs"]
mod attr;
#[path = "../../redis-config-derive/src/check/mod.rs"]
mod check;
#[path = "../../redis-config-derive/src/entry.rs"]
mod entry;
#[path = "../../redis-config-derive/src/expand.rs"]
mod expand;
#[path = "../../redis-config-derive/src/group/mod.rs"]
mod group;
#[path = "../../redis-config-derive/src/job/mod.rs"]
mod job;
#[path = "../../redis-config-derive/src/key.rs"]
mod key;
#[path = "../../redis-config-derive/src/methods.rs"]
mod methods;
#[path = "../../redis-config-derive/src/model.rs"]
mod model;
#[path = "../../redis-config-derive/src/shape.rs"]
mod shape;
#[path = "../../redis-config-derive/src/sink.rs"]
mod sink;
#[path = "../../redis-config-derive/src/stub.rs"]
mod stub;
#[path = "../../redis-config-derive/src/value.rs"]
mod value;

/// Reads back what a derive wrote, in the words of the derives' own tests.
#[path = "../../redis-config-derive/src/tests/outcome.rs"]
mod outcome;

use proc_macro2::TokenStream;

/// Fails if a derive of the item leaves an impl out, or a message without help.
pub fn derive(item: &TokenStream) {
    let config = outcome::Outcome::of(entry::config, item.clone());
    let group = outcome::Outcome::of(group::expand, item.clone());
    let job = outcome::Outcome::of(job::expand, item.clone());
    if syn::parse2::<syn::DeriveInput>(item.clone()).is_err() {
        return;
    }
    assert!(job.is_job(), "a job lost its impl: {item}");
    assert!(config.is_definition(), "a definition lost an impl: {item}");
    assert!(group.is_group(), "a group lost its methods: {item}");
    for message in [&config.errors, &group.errors, &job.errors]
        .into_iter()
        .flatten()
    {
        assert!(message.contains("\nhelp: "), "no help: {message}");
    }
}
