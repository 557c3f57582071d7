//! Text in the parentheses of `#[redis(...)]`, above a struct and above a field, of `#[job(...)]`, and of
//! `#[value(...)]` above a type and above a variant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redis_config_fuzz::{Derive, derive};

fuzz_target!(|text: &str| {
    let above = format!("#[redis({text})] struct Jobs {{ url: String }}");
    let inside =
        format!("struct Jobs {{ #[redis({text})] url: String, #[redis(extra)] own: u16 }}");
    let group = format!("#[redis({text})] struct Group {{ jobs: Handle<Jobs> }}");
    let job = format!("#[job({text})] struct Mail;");
    derive(Derive::Config, &above);
    derive(Derive::Config, &inside);
    derive(Derive::Connections, &group);
    derive(Derive::Job, &job);
    let value = format!("#[value({text})] struct Port(u16);");
    let variant = format!("enum Mode {{ #[value({text})] Fast, Safe }}");
    derive(Derive::Value, &value);
    derive(Derive::Value, &variant);
});
