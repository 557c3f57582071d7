// Types that are neither an enum of words nor a struct around one value.
use redis_config::Value;

#[derive(Value)]
struct Named {
    bytes: u64,
}

#[derive(Value)]
struct Unit;

#[derive(Value)]
struct Several(u8, u8);

#[derive(Value)]
enum Nothing {}

#[derive(Value)]
enum Holds {
    Nothing,
    Number(u8),
    Name { first: String },
}

#[derive(Value)]
union Both {
    a: u8,
    b: i8,
}

fn main() {}
