//! Text in the parentheses of `#[redis(...)]`, above a struct and above a field, and of `#[job(...)]`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

fuzz_target!(|text: &str| {
    for item in [
        format!("#[redis({text})] struct Jobs;"),
        format!("#[job({text})] struct Jobs;"),
        format!("#[redis({text})] struct Jobs {{ url: String }}"),
        format!("struct Jobs {{ #[redis({text})] url: String, #[redis(extra)] own: u16 }}"),
    ] {
        if let Ok(tokens) = item.parse::<TokenStream>() {
            redis_config_fuzz::derive(&tokens);
        }
    }
});
