// Words that cannot be, and keys that do not exist.
use redis_config::Value;

#[derive(Value)]
enum Same {
    JsonLines,
    #[value(rename = "json-lines")]
    Other,
    #[value(rename = "a,b")]
    Comma,
    #[value(rename = " c")]
    Space,
    #[value(rename = "")]
    Empty,
    #[value(rename = D)]
    Constant,
    #[value(name = "e")]
    Named,
    #[value(renam = "f")]
    Typo,
    #[value]
    Bare,
}

#[derive(Value)]
#[value(rename_all = "snake_case")]
enum Cases {
    One,
}

#[derive(Value)]
struct Bytes(#[value(rename = "bytes")] u64);

const D: &str = "d";

fn main() {}
