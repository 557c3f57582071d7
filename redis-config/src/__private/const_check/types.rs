//! The types of constants: a trait for each kind of value, whose `on_unimplemented` text explains a wrong type, and a
//! function that requires the trait.
//!
//! Each function returns `<T as Trait>::Same`. A wrong type then fails once, at the trait bound, and causes no second error
//! where the value is used.

use super::duration_text::DurationConstant;

macro_rules! constants {
    ($($trait:ident $function:ident ($message:literal, $label:literal, $note:literal): $($ty:ty)+;)+) => {$(
        #[doc = concat!("Refuses what `", stringify!($function), "` does not take.")]
        #[diagnostic::on_unimplemented(
            message = $message,
            label = $label,
            note = $note
        )]
        pub trait $trait: Copy {
            /// The type itself.
            type Same;
        }

        $(
            #[diagnostic::do_not_recommend]
            impl $trait for $ty {
                type Same = Self;
            }
        )+

        /// Refuses a constant of another type.
        #[must_use]
        pub const fn $function<T: $trait<Same = T>>(value: T) -> <T as $trait>::Same {
            value
        }
    )+};
}

constants! {
    Integer integer (
        "`{Self}` is not a whole number",
        "must be a whole number",
        "write digits, or a constant of a type like `u16`"
    ): u8 u16 u32 u64 usize i8 i16 i32 i64 i128 isize;
    Flag flag (
        "`{Self}` is neither `true` nor `false`",
        "must be a `bool`",
        "write `true` or `false`, or a constant of type `bool`"
    ): bool;
    Text text (
        "`{Self}` is not text",
        "must be a `&'static str`",
        "write text in quotes, or a constant of type `&'static str`"
    ): &'static str;
    Word word (
        "`{Self}` is none of the words that are allowed",
        "must be a word, or a `&'static str`",
        "write the word itself, without a path, or a constant of type `&'static str`"
    ): &'static str;
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

/// A flag as text.
#[must_use]
pub const fn flag_text(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}
