//! What does not compile, and what it says; what does compile, and under which lints.
//!
//! One mistake a file, in a folder by kind. `TRYBUILD=overwrite cargo test -p redis-config-tests --test ui` writes
//! the `.stderr` files anew: read each as someone would who has never seen this library.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for kind in [
        "shape", "syntax", "values", "url", "fields", "timing", "topology", "tls", "groups",
        "types", "job", "consts",
    ] {
        cases.compile_fail(format!("ui/{kind}/*.rs"));
    }
    cases.pass("ui/pass/*.rs");
}
