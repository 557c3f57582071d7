//! The fields of a definition.

use std::fmt::Display;
use std::sync::Arc;

use redis_config_rules::{Setting, Shape};

use crate::config::{FieldMeta, FieldSource, FieldValues, RedisConfig};
use crate::credentials::CredentialsProvider;
use crate::value::Value;

/// A [`Value`], as generated code uses it: always by this trait and at the type's own place, so that a type
/// which is none is reported once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a loaded field",
    label = "not a `redis_config::Value`",
    note = "use `String`, an integer, `bool`, `Duration`, `Secret`, a path, `Vec<String>`, or an `Option` of one",
    note = "for a type of your own implement `redis_config::Value`; `#[redis(skip)]` leaves the field out"
)]
pub trait Field: Sized {
    /// What the type holds.
    const SHAPE: Shape;
    /// Whether its value must stay out of logs.
    const SECRET: bool;
    /// Whether it can stay unset.
    const OPTIONAL: bool;

    /// Takes the value out of the sources.
    fn take(from: &mut FieldSource<'_>, meta: &'static FieldMeta) -> Option<Self>;

    /// Hands the value over.
    fn give(&self, to: &mut FieldValues<'_>, meta: &'static FieldMeta);

    /// Hands the value over, with the function that checks it.
    fn give_validated<E: Display>(
        &self,
        to: &mut FieldValues<'_>,
        meta: &'static FieldMeta,
        validate: fn(&Self) -> Result<(), E>,
    );
}

#[diagnostic::do_not_recommend]
impl<T: Value> Field for T {
    const SHAPE: Shape = T::SHAPE;
    const SECRET: bool = matches!(T::SHAPE, Shape::Secret);
    const OPTIONAL: bool = T::OPTIONAL;

    fn take(from: &mut FieldSource<'_>, meta: &'static FieldMeta) -> Option<Self> {
        from.field(meta)
    }

    fn give(&self, to: &mut FieldValues<'_>, meta: &'static FieldMeta) {
        to.field(meta, self);
    }

    fn give_validated<E: Display>(
        &self,
        to: &mut FieldValues<'_>,
        meta: &'static FieldMeta,
        validate: fn(&Self) -> Result<(), E>,
    ) {
        to.field_validated(meta, self, validate);
    }
}

/// What a definition says of its provider of credentials.
pub type Provider = Option<Arc<dyn CredentialsProvider>>;

/// The provider that a definition names.
#[must_use]
pub fn provider<C, P: CredentialsProvider>(config: &C, make: fn(&C) -> P) -> Provider {
    Some(Arc::new(make(config)))
}

/// The description of field `index`, which the derive knows to exist.
#[must_use]
pub const fn meta<C: RedisConfig>(index: usize) -> &'static FieldMeta {
    &C::FIELDS[index]
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
