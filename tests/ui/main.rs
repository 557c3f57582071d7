//! Programs that do not compile, with their errors, and programs that do, under strict lints.
//!
//! A directory per kind of mistake. What the derive cannot know (types, constants, features) and the syntax of attributes
//! have one mistake per file. A rule of `redis-config-rules` has its own tests there: here its mistakes are grouped, a
//! module for each, to show the span and the format of the error. A file must not mix errors of the derive with later ones
//! (types, constants, lints): the compiler would stop before those.
//!
//! `constants` checks that a constant gets the check of a literal.
//!
//! `TRYBUILD=overwrite cargo test -p redis-config-tests --test ui` writes the `.stderr` files: read each as a user
//! without knowledge of this library.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot continue ends here"
)]

mod constants;
mod once;
mod paste;

// Two tests, because `trybuild` runs one `cargo check` for all failing cases only if there is no passing case beside them.
// Otherwise it runs cargo for every file, which takes ten times as long.

use std::path::Path;
use std::{fs, io};

/// Copies the configuration files of the cases to where `file = ".."` looks for them: the crate that `trybuild` generates.
fn copy_files() -> io::Result<()> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild");
    let generated = target.join(env!("CARGO_PKG_NAME"));
    fs::create_dir_all(&generated)?;
    for file in fs::read_dir("ui/config_file")? {
        let path = file?.path();
        if let (Some(name), true) = (path.file_name(), path.extension() == Some("toml".as_ref())) {
            fs::copy(&path, generated.join(name))?;
        }
    }
    Ok(())
}

#[test]
fn refused() -> io::Result<()> {
    copy_files()?;
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
        "config_file",
        "own_value",
    ] {
        cases.compile_fail(format!("ui/{kind}/*.rs"));
    }
    Ok(())
}

#[test]
fn accepted() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
