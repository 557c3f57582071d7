//! The derives on plain tokens. A proc-macro crate cannot be called, so its implementation is included here.
#![allow(dead_code, reason = "each target uses a part")]

#[path = "../../redis-config-derive/src/imp/mod.rs"]
mod imp;

/// Parses the output of a derive, as the derives' own tests do.
#[path = "../../redis-config-derive/src/tests/outcome.rs"]
mod outcome;

use proc_macro2::TokenStream;

use imp::{entry, group, job, own_value};

/// One of the derives.
#[derive(Clone, Copy, Debug)]
pub enum Derive {
    Config,
    Connections,
    Job,
    Value,
}

/// Fails if the derive leaves an impl of the item out, or writes a message without help.
pub fn derive(of: Derive, item: &str) {
    let Ok(tokens) = item.parse::<TokenStream>() else {
        return;
    };
    let derive = match of {
        Derive::Config => entry::config,
        Derive::Connections => group::derive,
        Derive::Job => job::derive,
        Derive::Value => own_value::derive,
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
        Derive::Value => outcome.is_value(),
    };
    assert!(whole, "{of:?} lost an impl: {item}");
    for message in outcome.errors {
        assert!(message.contains("\nhelp: "), "no help: {message}");
    }
}

/// A directory of this process for the files of a target.
pub fn scratch() -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("redis-config-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&path).expect("the directory for temporary files is writable");
    path
}
