//! From a struct to text.

use std::fmt;
use std::sync::Arc;

use redis_config_rules::{Code, Problem, Shape};
use zeroize::Zeroizing;

use super::meta::FieldMeta;
use crate::secret::source::SecretOrigin;
use crate::value::Value;

/// The value of one field of a struct.
pub(crate) struct FieldValue {
    pub(crate) meta: &'static FieldMeta,
    pub(crate) shape: Shape,
    /// `None` if the field is not set.
    pub(crate) text: Option<Zeroizing<String>>,
    /// Its source, if it is remembered.
    pub(crate) origin: Option<Arc<SecretOrigin>>,
    /// The error of its validator.
    pub(crate) problem: Option<Problem>,
}

/// Collects the values of a struct's fields as text. See [`RedisConfig::fields`](crate::RedisConfig::fields).
pub struct FieldValues<'a> {
    /// The remaining fields. Derived code passes them in this order.
    fields: std::slice::Iter<'static, FieldMeta>,
    held: &'a mut Vec<FieldValue>,
}

impl<'a> FieldValues<'a> {
    pub(crate) fn new(fields: &'static [FieldMeta], held: &'a mut Vec<FieldValue>) -> Self {
        Self {
            fields: fields.iter(),
            held,
        }
    }
}

impl FieldValues<'_> {
    /// The next field of the definition.
    pub(crate) fn next(&mut self) -> Option<&'static FieldMeta> {
        self.fields.next()
    }

    /// Takes the value of one field.
    pub fn field<T: Value>(&mut self, meta: &'static FieldMeta, value: &T) {
        let text = value.text().map(|text| Zeroizing::new(text.into_owned()));
        self.held.push(FieldValue {
            meta,
            shape: T::SHAPE,
            text,
            origin: value.origin().cloned(),
            problem: None,
        });
    }

    /// Takes the value of one field and runs its validator.
    pub fn field_validated<T: Value, E: fmt::Display>(
        &mut self,
        meta: &'static FieldMeta,
        value: &T,
        validate: impl FnOnce(&T) -> Result<(), E>,
    ) {
        self.field(meta, value);
        let refused = validate(value).err();
        if let (Some(reason), Some(held)) = (refused, self.held.last_mut()) {
            let problem = Problem::new(
                Code::VALIDATOR,
                reason.to_string(),
                format!(
                    "write a value that the validator of `{}` accepts",
                    meta.name
                ),
            );
            held.problem = Some(match &held.text {
                Some(text) if meta.secret => veiled(problem, text),
                _ => problem,
            });
        }
    }
}

/// The problem without the secret, which a user's code may have quoted.
pub(crate) fn veiled(mut problem: Problem, secret: &str) -> Problem {
    if !secret.is_empty() {
        problem.message = problem.message.replace(secret, "***");
        problem.help = problem.help.replace(secret, "***");
    }
    problem
}

impl fmt::Debug for FieldValues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names only: a value may be a secret.
        f.debug_list()
            .entries(self.held.iter().map(|held| held.meta.name))
            .finish()
    }
}
