//! Programs that do not compile, with their errors, and programs that do, under strict lints.
//!
//! A directory per kind of mistake. What the derive cannot know (types, constants, features) and the syntax of attributes
//! have one mistake per file. A rule of `redis-config-rules` has its own tests there: here its mistakes are grouped, a
//! module for each, to show the span and the format of the error. A file must not mix errors of the derive with later ones
//! (types, constants, lints): the compiler would stop before those.
//!
//! `TRYBUILD=overwrite cargo test -p redis-config-tests --test ui` writes the `.stderr` files: read each as a user
//! without knowledge of this library.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot continue ends here"
)]

mod once;
mod paste;

// Two tests, because `trybuild` runs one `cargo check` for all failing cases only if there is no passing case beside them.
// Otherwise it runs cargo for every file, which takes ten times as long.

#[test]
fn refused() {
    let cases = trybuild::TestCases::new();
    for kind in [
        "shape",
        "syntax",
        "values",
        "url",
        "fields",
        "timing",
        "topology",
        "tls",
        "groups",
        "types",
        "job",
        "consts",
        "own_value",
    ] {
        cases.compile_fail(format!("ui/{kind}/*.rs"));
    }
}

#[test]
fn accepted() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
