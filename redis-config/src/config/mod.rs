//! The definition as data.

mod definition;
mod meta;
#[path = "field_source.rs"]
mod source;
#[path = "field_values.rs"]
mod values;

pub use definition::RedisConfig;
pub use meta::{FieldMeta, Role};
pub use source::FieldSource;
pub(crate) use source::{Given, Outcome, Read};
pub use values::FieldValues;
pub(crate) use values::Held;
