//! The keys of `#[value(...)]`.

use crate::imp::key::{Key, Unknown, near};

/// A key of the type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeKey {
    Crate,
}

/// A key of a variant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum VariantKey {
    Rename,
}

impl Key for TypeKey {
    const ATTRIBUTE: &'static str = "value";
    const EXAMPLE: &'static str = "crate = ::redis_config";
    const TABLE: &'static [(&'static str, Self, &'static str)] =
        &[("crate", Self::Crate, Self::EXAMPLE)];

    fn unknown(name: &str) -> Unknown {
        match name {
            "rename" | "rename_all" => Unknown::new(
                name,
                "the words are in kebab case; write `#[value(rename = \"...\")]` above a variant for another one",
            ),
            _ => near::<Self>(name, "above the type, `value` takes `crate` alone"),
        }
    }
}

impl Key for VariantKey {
    const ATTRIBUTE: &'static str = "value";
    const EXAMPLE: &'static str = "rename = \"json\"";
    const TABLE: &'static [(&'static str, Self, &'static str)] =
        &[("rename", Self::Rename, Self::EXAMPLE)];

    fn unknown(name: &str) -> Unknown {
        match name {
            "name" | "word" | "value" => Unknown::new(name, "did you mean `rename`?"),
            _ => near::<Self>(name, "a variant takes `rename` alone"),
        }
    }
}
