//! The types that a field can have.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use redis_config_rules::text::Numbers;
use redis_config_rules::{Code, Problem, Shape, duration, pem, text};

use crate::secret::source::SecretOrigin;

/// A type that a field of a definition can have.
///
/// | type | text |
/// |---|---|
/// | `String`, `Box<str>`, `Arc<str>` | the text |
/// | [`Secret`](crate::Secret) | the text, which no output contains |
/// | integers and `NonZero` integers | decimal digits: `16` |
/// | `f32`, `f64` | a finite number: `0.25` |
/// | `bool` | `true`, `1`, `yes`, `on`, or `false`, `0`, `no`, `off`, in any case |
/// | [`Duration`] | a number with its unit: `500ms`, `2s`, `5m` |
/// | [`Url`](crate::Url) | a Redis URL |
/// | `char` | one character |
/// | `PathBuf`, `Box<Path>`, `Arc<Path>` | a path |
/// | `SocketAddr`, `IpAddr` and their v4 and v6 forms | an address: `127.0.0.1:8080`, `::1` |
/// | `Vec<T>`, `VecDeque<T>`, `Box<[T]>`, `Arc<[T]>` | a comma-separated list; white space around items is ignored, empty items are errors, and items cannot contain commas |
/// | `HashSet<T>`, `BTreeSet<T>` | a list in which every item occurs once |
/// | `Option<T>` | that of `T`; the field is optional |
///
/// # A type of your own
///
/// [`#[derive(Value)]`](derive@crate::Value) implements it for an enum of words and for a struct around one value. For other
/// types, by hand:
///
/// ```
/// use std::borrow::Cow;
/// use redis_config::{Code, Problem, Shape, Value};
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum LogFormat { Text, Json }
///
/// impl Value for LogFormat {
///     const SHAPE: Shape = Shape::Text;
///
///     fn parse(text: &str) -> Result<Self, Problem> {
///         match text {
///             "text" => Ok(Self::Text),
///             "json" => Ok(Self::Json),
///             _ => Err(Problem::new(
///                 Code::new("log-format"),
///                 format!("`{text}` is no log format"),
///                 "write `text` or `json`",
///             )),
///         }
///     }
///
///     fn text(&self) -> Option<Cow<'_, str>> {
///         Some(Cow::Borrowed(match self {
///             Self::Text => "text",
///             Self::Json => "json",
///         }))
///     }
/// }
///
/// assert_eq!(LogFormat::parse("json"), Ok(LogFormat::Json));
/// assert_eq!(LogFormat::parse("xml").unwrap_err().help, "write `text` or `json`");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a Redis setting",
    label = "this type is not a `redis_config::Value`",
    note = "use `String`, an integer, `bool`, `Duration`, `Secret`, a path, `Vec<String>`, an `Option` of one, or implement `redis_config::Value` for your type"
)]
pub trait Value: Sized {
    /// The kind of value.
    ///
    /// Errors do not show values of [`Shape::Secret`]. They may show all others.
    const SHAPE: Shape;
    /// Whether the type can be "not set".
    const OPTIONAL: bool = false;

    /// The range of an integer type.
    #[doc(hidden)]
    const NUMBERS: Option<Numbers> = None;

    /// The only texts that it accepts, if they are listed.
    #[doc(hidden)]
    const WORDS: &'static [&'static str] = &[];

    /// Parses the value.
    ///
    /// # Errors
    ///
    /// The mistake in the text. The message need not contain the text, and must not if it is secret.
    fn parse(text: &str) -> Result<Self, Problem>;

    /// The value as text that [`parse`](Value::parse) reads back; `None` if it is not set.
    fn text(&self) -> Option<Cow<'_, str>>;

    /// The value for "not set", if there is one.
    fn unset() -> Option<Self> {
        None
    }

    /// The same value with its source.
    #[doc(hidden)]
    #[must_use]
    fn sprung(self, _origin: &Arc<SecretOrigin>) -> Self {
        self
    }

    /// The source it was loaded from, if it is remembered.
    #[doc(hidden)]
    fn origin(&self) -> Option<&Arc<SecretOrigin>> {
        None
    }
}

impl<T: Value> Value for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;
    const NUMBERS: Option<Numbers> = T::NUMBERS;
    const WORDS: &'static [&'static str] = T::WORDS;

    fn parse(text: &str) -> Result<Self, Problem> {
        T::parse(text).map(Some)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(T::text)
    }

    fn unset() -> Option<Self> {
        Some(None)
    }

    fn sprung(self, origin: &Arc<SecretOrigin>) -> Self {
        self.map(|value| value.sprung(origin))
    }

    fn origin(&self) -> Option<&Arc<SecretOrigin>> {
        self.as_ref().and_then(T::origin)
    }
}

/// A list of secrets is itself secret.
const fn shape_of_list(item: Shape) -> Shape {
    match item {
        Shape::Secret => Shape::Secret,
        _ => Shape::List,
    }
}

fn text_of_list<'a, T: Value + 'a>(list: impl IntoIterator<Item = &'a T>) -> Option<Cow<'a, str>> {
    let items: Vec<_> = list.into_iter().filter_map(T::text).collect();
    // An empty list has no text, because an empty variable is usually a mistake.
    (!items.is_empty()).then(|| Cow::Owned(items.join(",")))
}

macro_rules! lists {
    ($($type:ty),+) => {$(
        impl<T: Value> Value for $type {
            const SHAPE: Shape = shape_of_list(T::SHAPE);

            fn parse(given: &str) -> Result<Self, Problem> {
                Ok(text::parse_list(given, T::parse)?.into())
            }

            fn text(&self) -> Option<Cow<'_, str>> {
                text_of_list(self.iter())
            }
        }
    )+};
}
lists!(Vec<T>, VecDeque<T>, Box<[T]>, Arc<[T]>);

impl<T: Value + Ord> Value for BTreeSet<T> {
    const SHAPE: Shape = shape_of_list(T::SHAPE);

    fn parse(given: &str) -> Result<Self, Problem> {
        let items = text::parse_list(given, T::parse)?.into_iter();
        text::collect_set(items, Self::insert)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        text_of_list(self.iter())
    }
}

impl<T: Value + Eq + Hash, S: BuildHasher + Default> Value for HashSet<T, S> {
    const SHAPE: Shape = shape_of_list(T::SHAPE);

    fn parse(given: &str) -> Result<Self, Problem> {
        let items = text::parse_list(given, T::parse)?.into_iter();
        text::collect_set(items, Self::insert)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        let mut items: Vec<_> = self.iter().filter_map(T::text).collect();
        // A hash set has no order of its own.
        items.sort_unstable();
        (!items.is_empty()).then(|| Cow::Owned(items.join(",")))
    }
}

impl Value for Duration {
    const SHAPE: Shape = Shape::Duration;

    fn parse(text: &str) -> Result<Self, Problem> {
        duration::parse(text)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(duration::format(*self)))
    }
}

impl Value for bool {
    const SHAPE: Shape = Shape::Flag;

    fn parse(given: &str) -> Result<Self, Problem> {
        Ok(text::parse_flag(given)?)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(if *self { "true" } else { "false" }))
    }
}

fn parse_path(given: &str) -> Result<PathBuf, Problem> {
    if pem::is_inline(given) {
        return Err(Problem::new(
            Code::PATH,
            "the value is PEM text, and the type of the field is that of a path",
            "give the path of a file that holds it, or make the field a `Secret`",
        ));
    }
    text::check_path(given)?;
    Ok(PathBuf::from(given))
}

macro_rules! paths {
    ($($type:ty),+) => {$(
        impl Value for $type {
            const SHAPE: Shape = Shape::Path;

            fn parse(given: &str) -> Result<Self, Problem> {
                parse_path(given).map(Self::from)
            }

            fn text(&self) -> Option<Cow<'_, str>> {
                Some(self.to_string_lossy())
            }
        }
    )+};
}
paths!(PathBuf, Box<Path>, Arc<Path>);

impl Value for char {
    const SHAPE: Shape = Shape::Text;

    fn parse(given: &str) -> Result<Self, Problem> {
        text::parse_char(given)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.to_string()))
    }
}

macro_rules! texts {
    ($($type:ty),+) => {$(
        impl Value for $type {
            const SHAPE: Shape = Shape::Text;

            fn parse(given: &str) -> Result<Self, Problem> {
                Ok(Self::from(given))
            }

            fn text(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Borrowed(self))
            }
        }
    )+};
}
texts!(String, Box<str>, Arc<str>);

impl Value for Cow<'static, str> {
    const SHAPE: Shape = Shape::Text;

    fn parse(given: &str) -> Result<Self, Problem> {
        Ok(Self::Owned(given.to_owned()))
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

/// Types that use `Display` and `FromStr` of the standard library.
macro_rules! displayed {
    ($shape:ident => $($type:ident),+) => {$(
        impl Value for $type {
            const SHAPE: Shape = Shape::$shape;

            fn parse(given: &str) -> Result<Self, Problem> {
                // By name, like the derive does for defaults, so that the errors are the same.
                text::parse_as(stringify!($type), given)
            }

            fn text(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )+};
}
displayed!(Address => SocketAddr, SocketAddrV4, SocketAddrV6);
// `Shape::Address` includes a port.
displayed!(Text => IpAddr, Ipv4Addr, Ipv6Addr);

impl Value for f64 {
    const SHAPE: Shape = Shape::Float;

    fn parse(given: &str) -> Result<Self, Problem> {
        text::parse_float(given)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.to_string()))
    }
}

impl Value for f32 {
    const SHAPE: Shape = Shape::Float;

    fn parse(given: &str) -> Result<Self, Problem> {
        text::parse_f32(given)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.to_string()))
    }
}

/// The range of an integer type. Values beyond `i128` are checked at run time.
macro_rules! numbers {
    ($type:ty, $zero:literal) => {{
        let most = <$type>::MAX as u128;
        let limit = i128::MAX as u128;
        let most = if most > limit { limit } else { most };
        Numbers::new(stringify!($type), <$type>::MIN as i128, most as i128, $zero)
    }};
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl Value for $type {
            const SHAPE: Shape = Shape::Integer;
            const NUMBERS: Option<Numbers> = Some(numbers!($type, true));

            fn parse(given: &str) -> Result<Self, Problem> {
                text::parse_integer(given)
            }

            fn text(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }

        impl Value for NonZero<$type> {
            const SHAPE: Shape = Shape::Integer;
            const NUMBERS: Option<Numbers> = Some(numbers!($type, false));

            fn parse(given: &str) -> Result<Self, Problem> {
                Self::new(text::parse_integer(given)?).ok_or_else(|| {
                    Problem::new(Code::OUT_OF_RANGE, "`0` is out of range", "write a number other than 0")
                })
            }

            fn text(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )+};
}
integers!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);
