//! What does not compile, and what it says; what does compile, and under which lints.
//!
//! One mistake a file, in a folder by kind. `TRYBUILD=overwrite cargo test -p redis-config-tests --test ui` writes
//! the `.stderr` files anew: read each as someone would who has never seen this library.

// Two lists, for what is to fail goes to one `cargo check` only if nothing beside it is to pass: otherwise `trybuild`
// calls cargo for every file, which takes ten times as long.

#[test]
fn refused() {
    let cases = trybuild::TestCases::new();
    for kind in [
        "shape", "syntax", "values", "url", "fields", "timing", "topology", "tls", "groups",
        "types", "job", "consts",
    ] {
        cases.compile_fail(format!("ui/{kind}/*.rs"));
    }
}

#[test]
fn accepted() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
