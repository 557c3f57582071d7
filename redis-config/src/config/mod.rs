//! A definition as data: its fields, and the conversion between text and struct.
//!
//! * `definition`: the trait [`RedisConfig`](definition::RedisConfig), which the derive implements; start here
//! * `meta`: the description of a field
//! * `field_values`: from a struct to text
//! * `field_source`: from text to a struct
//!
//! Imports `value` and `secret`; the default method of the trait calls `check`.

pub(crate) mod definition;
pub(crate) mod field_source;
pub(crate) mod field_values;
pub(crate) mod meta;
