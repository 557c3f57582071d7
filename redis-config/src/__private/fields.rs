//! The fields of a definition.

use std::fmt::Display;

use redis_config_rules::{Setting, Shape};

use crate::config::{FieldMeta, FieldSource, FieldValues, RedisConfig};
use crate::value::Value;

/// The description of field `index`, which the derive knows to exist.
#[must_use]
pub const fn meta<C: RedisConfig>(index: usize) -> &'static FieldMeta {
    &C::FIELDS[index]
}

/// Whether a type of this shape keeps its value out of logs.
#[must_use]
pub const fn is_secret(shape: Shape) -> bool {
    matches!(shape, Shape::Secret)
}

/// Takes the value of a field out of the sources.
pub fn take<T: Value>(from: &mut FieldSource<'_>, meta: &'static FieldMeta) -> Option<T> {
    from.field(meta)
}

/// Hands the value of a field over.
pub fn give<T: Value>(to: &mut FieldValues<'_>, meta: &'static FieldMeta, value: &T) {
    to.field(meta, value);
}

/// Hands the value of a field over, with the function that checks it.
pub fn give_validated<T: Value, E: Display>(
    to: &mut FieldValues<'_>,
    meta: &'static FieldMeta,
    value: &T,
    validate: fn(&T) -> Result<(), E>,
) {
    to.field_validated(meta, value, validate);
}

/// Fails the compilation with `message` unless a type of this shape can hold the setting.
#[track_caller]
pub const fn holds(setting: Setting, shape: Shape, message: &'static str) {
    if !setting.accepts(shape) {
        #[expect(
            clippy::panic,
            reason = "in a constant, a panic is an error of the compiler"
        )]
        {
            panic!("{}", message)
        }
    }
}
