//! The types of constants: a trait for each kind of value, whose `on_unimplemented` text explains a wrong type, and a
//! function that requires the trait.
//!
//! Each function returns `<T as Trait>::Same`. A wrong type then fails once, at the trait bound, and causes no second error
//! where the value is used.

use super::duration_text::DurationConstant;

macro_rules! implemented {
    ($trait:ident: $($ty:ty)+) => {$(
        #[diagnostic::do_not_recommend]
        impl $trait for $ty {
            type Same = Self;
        }
    )+};
}

/// What is a whole number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a whole number",
    label = "must be a whole number",
    note = "write digits, or a constant of a type like `u16`"
)]
pub trait Integer: Copy {
    /// The type itself.
    type Same;
}

implemented!(Integer: u8 u16 u32 u64 usize i8 i16 i32 i64 i128 isize);

/// Refuses a constant that is not a whole number.
#[must_use]
pub const fn integer<T: Integer<Same = T>>(value: T) -> <T as Integer>::Same {
    value
}

/// What is `true` or `false`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither `true` nor `false`",
    label = "must be a `bool`",
    note = "write `true` or `false`, or a constant of type `bool`"
)]
pub trait Flag: Copy {
    /// The type itself.
    type Same;
}

implemented!(Flag: bool);

/// Refuses a constant that is not `true` or `false`.
#[must_use]
pub const fn flag<T: Flag<Same = T>>(value: T) -> <T as Flag>::Same {
    value
}

/// What is text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "must be a `&'static str`",
    note = "write text in quotes, or a constant of type `&'static str`"
)]
pub trait Text: Copy {
    /// The type itself.
    type Same;
}

implemented!(Text: &'static str);

/// Refuses a constant that is not text.
#[must_use]
pub const fn text<T: Text<Same = T>>(value: T) -> <T as Text>::Same {
    value
}

/// What is a duration.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a duration",
    label = "must be a `Duration`, or text with a unit of time",
    note = "write a number and its unit in quotes, like `\"2s\"`, or a constant of type `Duration` or `&'static str`"
)]
pub trait Duration: Copy {
    /// The constant. A type that is none has no such type, so that the call of its method is no second error.
    type Constant;
}

macro_rules! durations {
    ($($ty:ty)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Duration for $ty {
            type Constant = DurationConstant<Self>;
        }
    )+};
}
durations!(&'static str std::time::Duration);

/// Refuses a constant that is no duration.
#[must_use]
pub const fn duration<T>(value: T) -> <T as Duration>::Constant
where
    T: Duration<Constant = DurationConstant<T>>,
{
    DurationConstant(value)
}

/// What is one of a few words.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is none of the words that are allowed",
    label = "must be a word, or a `&'static str`",
    note = "write the word itself, without a path, or a constant of type `&'static str`"
)]
pub trait Word: Copy {
    /// The type itself.
    type Same;
}

implemented!(Word: &'static str);

/// Refuses a constant that is not one of a few words.
#[must_use]
pub const fn word<T: Word<Same = T>>(value: T) -> <T as Word>::Same {
    value
}

/// A flag as text.
#[must_use]
pub const fn flag_text(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}
