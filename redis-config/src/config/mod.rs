//! The definition as data.

pub(crate) mod definition;
pub(crate) mod field_source;
pub(crate) mod field_values;
pub(crate) mod meta;
