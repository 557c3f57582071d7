// Types of one's own: words, a struct around one value, and one with a parameter.
#[derive(Value)]
pub enum Format {
    Text,
    #[value(rename = "json")]
    JsonLines,
}

#[derive(Value)]
struct Port(u16);

#[derive(Value)]
struct Or<T: Value>(Option<T>);
