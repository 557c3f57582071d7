//! The fields of a definition.

use redis_config_rules::{Code, Problem, Setting, Shape, text};

use crate::__private::const_check::check::Type;
use crate::__private::const_check::panic::fail;
use crate::config::field_source::FieldSource;
use crate::config::field_values::FieldValues;
use crate::config::meta::{FieldMeta, Role};
use crate::value::Value;
use redis_config_rules::constant::Digits;

/// A [`Value`], as generated code uses it: always through this trait and at the span of the type, so that a type that
/// is not a `Value` is reported once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a loaded field",
    label = "not a `redis_config::Value`",
    note = "use `String`, an integer, `bool`, `Duration`, a path, `Vec<String>`, or an `Option` of one; for a URL `redis_config::Url`, for a password `redis_config::Secret`",
    note = "for a type of your own implement `redis_config::Value`; `#[redis(skip)]` leaves the field out"
)]
pub trait Field: Sized {
    /// Its operations.
    const OF: FieldType<Self>;
}

/// The operations of a type. A value and not the trait, so that generated code names the trait once for each field.
#[derive(Debug)]
pub struct FieldType<T> {
    /// What the type holds.
    pub ty: Type,
    /// Whether the field is secret, and whether it can stay unset.
    pub meta: FieldMeta,
    take: fn(&mut FieldSource<'_>) -> Option<T>,
    give: fn(&T, &mut FieldValues<'_>),
    give_validated: fn(&T, &mut FieldValues<'_>, Result<(), String>),
}

impl<T> FieldType<T> {
    /// Takes the value of the next field from the sources.
    pub fn take(&self, from: &mut FieldSource<'_>) -> Option<T> {
        (self.take)(from)
    }

    /// Passes on the value of the next field.
    pub fn give(&self, value: &T, to: &mut FieldValues<'_>) {
        (self.give)(value, to);
    }

    /// Passes on the value of the next field, with the result of its validator.
    pub fn give_validated(&self, value: &T, to: &mut FieldValues<'_>, said: Result<(), String>) {
        (self.give_validated)(value, to, said);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Field for T {
    const OF: FieldType<Self> = FieldType {
        ty: Type {
            shape: T::SHAPE,
            numbers: T::NUMBERS,
            words: T::WORDS,
        },
        meta: FieldMeta {
            name: "",
            role: Role::Extra,
            variable: "",
            default: None,
            min: None,
            max: None,
            one_of: &[],
            secret: matches!(T::SHAPE, Shape::Secret),
            optional: T::OPTIONAL,
            doc: "",
        },
        take: |from| from.next().and_then(|meta| from.field(meta)),
        give: |value, to| {
            if let Some(meta) = to.next() {
                to.field(meta, value);
            }
        },
        give_validated: |value, to, said| {
            if let Some(meta) = to.next() {
                to.field_validated(meta, value, |_| said);
            }
        },
    };
}

/// That `T`, which names a parameter of the struct `S`, can be the type of one of its fields. One bound for all that it needs,
/// so that a parameter without bounds is one error. For no type of the user, so that the compiler does not suggest it as a
/// bound.
#[diagnostic::on_unimplemented(
    message = "`{T}` is not known to be the type of a loaded field of `{S}`",
    label = "a bound is missing",
    note = "write `P: redis_config::Value + Clone + Send + Sync + 'static` for each type parameter `P` in it, and `#[derive(Clone)]` above the struct"
)]
pub trait Loads<T, S> {}

#[diagnostic::do_not_recommend]
impl<T: Value, S: Clone + Send + Sync + 'static> Loads<T, S> for () {}

/// Requires the bounds of a field of type `T` in the struct `S`.
pub const fn loaded<T, S>()
where
    (): Loads<T, S>,
{
}

/// The problem of a text that is none of the words of a type.
#[must_use]
pub fn no_word(words: &[&str], given: &str) -> Problem {
    let checked = text::check_bounds(Shape::Text, given, None, None, words);
    let unknown = || Problem::new(Code::CHOICE, "the value is no word of its type", "");
    checked.err().map_or_else(unknown, Problem::from)
}

/// Fails the compilation unless a type can hold the setting of the field `name`: every number up to `most`. The texts
/// for another kind of type come from the macro, which recognizes most types by their names.
#[track_caller]
pub const fn holds(setting: Setting, ty: Type, name: &str, most: i128, said: &str, help: &str) {
    if !setting.accepts(ty.shape) {
        fail(said, help, &[])
    }
    if let Some(numbers) = ty.numbers
        && numbers.most < most
    {
        fail(
            "`{0}` goes up to {1}, which `{2}` cannot hold",
            "{3}",
            &[name, Digits::of(most).text(), numbers.name, help],
        )
    }
}
