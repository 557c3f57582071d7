//! Half-typed attributes, as an editor sends them: every impl stays.

use super::outcome::Outcome;
use crate::imp::{entry, group, job, own_value};

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "redis", "redis =", "redis = 1", "redis()", "redis[]", "redis{}", "redis(p)", "redis(po)", "redis(port)", "redis(port =)",
    "redis(port = )", "redis(port = 63, )", "redis(port = 6379, da)", "redis(port = 6379, database =)", "redis(,)", "redis(=)",
    "redis(= 1)", "redis(port 6379)", "redis(port: 6379)", "redis(port = -)", "redis(port = [)", "redis(port == 1)",
    "redis(port = 6379 database = 1)", "redis(\"\")", "redis(name = \"\")", "redis(url = \"redis:\")", "redis(url = \"redis://\")",
    "redis(topology = )", "redis(topology = st)", "redis(crate =)", "redis(crate = ::)", "redis(crate = ::a::)", "redis(crate = :)",
    "redis(nodes = [])", "redis(nodes = [\"a:1\",])", "redis(nodes = [\"a:1\" \"b\"])", "redis(setting =)", "redis(setting = p)",
    "redis(extra, )", "redis(extra, default)", "redis(extra, default =)", "redis(extra, one_of = [)", "redis(validate = a::)",
    "redis(validate =)", "redis(min =, max =)", "redis(skip =)", "redis(port = 1,,)", "redis(port = 6379).", "redis(redis(port))",
];

#[test]
fn half_typed_attributes_keep_every_impl() {
    let mut read = 0;
    for attribute in ATTRIBUTES {
        for text in [
            format!("#[{attribute}] struct Jobs {{ url: String }}"),
            format!("struct Jobs {{ #[{attribute}] url: String, port: u16 }}"),
            format!("#[redis(name = \"jobs\")] #[{attribute}] struct Jobs;"),
            format!("enum Jobs {{ #[{attribute}] A, B }}"),
            format!("#[{attribute}] struct Jobs(u8);"),
        ] {
            // The compiler itself refuses brackets that do not close and malformed attributes.
            let Ok(input) = text.parse() else { continue };
            if syn::parse_str::<syn::DeriveInput>(&text).is_err() {
                continue;
            }
            read += 1;
            let definition = Outcome::of(entry::config, input);
            assert!(definition.is_definition(), "{text}");
            let group = Outcome::of(group::derive, text.parse().expect("tokens"));
            assert!(group.is_group(), "{text}");
            let job = text.replace("redis", "job").parse().expect("tokens");
            assert!(Outcome::of(job::derive, job).is_job(), "{text}");
            let value = text.replace("redis", "value").parse().expect("tokens");
            assert!(Outcome::of(own_value::derive, value).is_value(), "{text}");
        }
    }
    assert!(read > 100, "only {read} were read");
}
