//! From text to a struct.

use std::fmt;
use std::sync::Arc;

use redis_config_rules::{Problem, Shape};
use zeroize::Zeroizing;

use super::field_values::veiled;
use super::meta::FieldMeta;
use crate::secret::source::SecretOrigin;
use crate::value::Value;

/// The value of the sources for one field.
pub(crate) enum Given {
    Text(Zeroizing<String>),
    /// A secret and its source.
    Sprung(Zeroizing<String>, Arc<SecretOrigin>),
    /// No source has a value, or the value means "none".
    Nothing,
    /// The value is unusable, which is already reported.
    Refused,
}

/// The result for one field.
pub(crate) struct Read {
    pub(crate) meta: &'static FieldMeta,
    pub(crate) shape: Shape,
    pub(crate) outcome: Outcome,
}

pub(crate) enum Outcome {
    /// The type accepted the text.
    Taken,
    /// The type allows "not set".
    Unset,
    /// The type needs a value and there is none.
    Missing,
    /// The type refused the text.
    Wrong(Problem),
    /// The value was refused before it was parsed.
    Refused,
}

/// The loaded values of a struct's fields. See [`RedisConfig::build`](crate::RedisConfig::build).
pub struct FieldSource<'a> {
    /// The remaining fields. Derived code reads them in this order.
    fields: std::slice::Iter<'static, FieldMeta>,
    given: &'a [(&'static str, Given)],
    read: Vec<Read>,
}

impl<'a> FieldSource<'a> {
    /// `given` is keyed by the name of the field.
    pub(crate) fn new(fields: &'static [FieldMeta], given: &'a [(&'static str, Given)]) -> Self {
        Self {
            fields: fields.iter(),
            given,
            read: Vec::with_capacity(given.len()),
        }
    }

    pub(crate) fn into_read(self) -> Vec<Read> {
        self.read
    }
}

impl FieldSource<'_> {
    /// The next field of the definition.
    pub(crate) fn next(&mut self) -> Option<&'static FieldMeta> {
        self.fields.next()
    }

    /// Reads one field. `None` if the value is missing or wrong, which is recorded.
    pub fn field<T: Value>(&mut self, meta: &'static FieldMeta) -> Option<T> {
        let given = self.given.iter().find(|(name, _)| *name == meta.name);
        let origin = match given {
            Some((_, Given::Sprung(_, origin))) => Some(origin),
            _ => None,
        };
        let (value, outcome) = match given {
            Some((_, Given::Text(text) | Given::Sprung(text, _))) => match T::parse(text) {
                Ok(value) => (Some(value), Outcome::Taken),
                // A user's type may quote the secret in its error.
                Err(problem) if meta.secret => (None, Outcome::Wrong(veiled(problem, text))),
                Err(problem) => (None, Outcome::Wrong(problem)),
            },
            Some((_, Given::Refused)) => (None, Outcome::Refused),
            Some((_, Given::Nothing)) | None => match T::unset() {
                Some(value) => (Some(value), Outcome::Unset),
                None => (None, Outcome::Missing),
            },
        };
        self.read.push(Read {
            meta,
            shape: T::SHAPE,
            outcome,
        });
        match origin {
            Some(origin) => value.map(|value| value.sprung(origin)),
            None => value,
        }
    }
}

impl fmt::Debug for FieldSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names only: a value may be a secret.
        f.debug_list()
            .entries(self.given.iter().map(|(name, _)| name))
            .finish()
    }
}
