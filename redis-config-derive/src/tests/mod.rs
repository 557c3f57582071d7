//! The derives, called on tokens without a compiler around them.
//!
//! Every run takes the same cases: the generator is seeded. `RULES_SEED=7` takes others, `RULES_CASES` more.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that cannot go on ends here"
)]

mod expansion;
mod half_typed;
mod item;
mod mutate;
mod outcome;
mod soup;
mod token;

/// The generators of the rules' own tests, in their very words.
#[path = "../../../tests/rules/generate.rs"]
pub(crate) mod generate;
#[path = "../../../tests/rules/random.rs"]
pub(crate) mod random;

/// The fuzz targets take the files of this crate in one by one: they are built seldom, so the list is compared here.
#[test]
fn the_fuzz_targets_have_every_module() {
    let modules = |text: &'static str| -> Vec<&'static str> {
        text.lines()
            .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
            .filter(|name| !["outcome", "tests", "words"].contains(name))
            .collect()
    };
    let here = modules(include_str!("../lib.rs"));
    assert!(here.len() > 10);
    assert_eq!(here, modules(include_str!("../../../fuzz/src/lib.rs")));
}
