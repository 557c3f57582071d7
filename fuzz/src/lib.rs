//! The derives on plain tokens: a proc-macro crate cannot be called, so its files are taken in here, all of them
//! (a test of that crate compares the list).
#![allow(dead_code, reason = "each target uses a part")]

#[path = "../../redis-config-derive/src/imp/ast.rs"]
mod ast;
#[path = "../../redis-config-derive/src/imp/attr/attributes.rs"]
mod attr;
#[path = "../../redis-config-derive/src/imp/check/definition.rs"]
mod check;
#[path = "../../redis-config-derive/src/imp/attr/literal_or_const.rs"]
mod constant;
#[path = "../../redis-config-derive/src/imp/entry.rs"]
mod entry;
#[path = "../../redis-config-derive/src/imp/expand/definition.rs"]
mod expand;
#[path = "../../redis-config-derive/src/imp/group/derive.rs"]
mod group;
#[path = "../../redis-config-derive/src/imp/expand/const_items.rs"]
mod items;
#[path = "../../redis-config-derive/src/imp/job/derive.rs"]
mod job;
#[path = "../../redis-config-derive/src/imp/key/redis_keys.rs"]
mod key;
#[path = "../../redis-config-derive/src/imp/lifetimes.rs"]
mod lifetimes;
#[path = "../../redis-config-derive/src/imp/expand/field_meta.rs"]
mod meta;
#[path = "../../redis-config-derive/src/imp/expand/methods.rs"]
mod methods;
#[path = "../../redis-config-derive/src/imp/model.rs"]
mod model;
#[path = "../../redis-config-derive/src/imp/span.rs"]
mod place;
#[path = "../../redis-config-derive/src/imp/type_guess.rs"]
mod shape;
#[path = "../../redis-config-derive/src/imp/errors.rs"]
mod sink;
#[path = "../../redis-config-derive/src/imp/expand/fallback.rs"]
mod stub;
#[path = "../../redis-config-derive/src/imp/attr/value.rs"]
mod value;

/// Reads back what a derive wrote, in the words of the derives' own tests.
#[path = "../../redis-config-derive/src/tests/outcome.rs"]
mod outcome;

use proc_macro2::TokenStream;

/// One of the derives.
#[derive(Clone, Copy, Debug)]
pub enum Derive {
    Config,
    Connections,
    Job,
}

/// Fails if the derive leaves an impl of the item out, or writes a message without help.
pub fn derive(of: Derive, item: &str) {
    let Ok(tokens) = item.parse::<TokenStream>() else {
        return;
    };
    let derive = match of {
        Derive::Config => entry::config,
        Derive::Connections => group::expand,
        Derive::Job => job::expand,
    };
    let is_item = syn::parse2::<syn::DeriveInput>(tokens.clone()).is_ok();
    let outcome = outcome::Outcome::of(derive, tokens);
    if !is_item {
        return;
    }
    let whole = match of {
        Derive::Config => outcome.is_definition(),
        Derive::Connections => outcome.is_group(),
        Derive::Job => outcome.is_job(),
    };
    assert!(whole, "{of:?} lost an impl: {item}");
    for message in outcome.errors {
        assert!(message.contains("\nhelp: "), "no help: {message}");
    }
}
