//! What was written in an attribute: keys, and values that the rules have not judged yet.
//!
//! * `attributes`: `#[redis(...)]` → [`Attributes`], one [`Entry`] for each key. Start here.
//! * `value`: the tokens after `=` → [`Value`], by their form alone.
//! * `literal_or_const`: [`Text`], a value that the macro sees or that only the compiler will.
//!
//! Generic over [`Key`](crate::imp::key::Key): each derive has its own keys. Imports `errors`, `key`, `tokens` and
//! `type_guess`; nothing here knows a definition. A mistake in the form of one key is reported here and leaves
//! [`Value::Broken`], so that later stages neither miss the key nor report it again.

mod attributes;
mod literal_or_const;
mod value;

pub(crate) use attributes::{Attributes, Entry};
pub(crate) use literal_or_const::{Constant, Text};
pub(crate) use value::{Content, List, Value};
