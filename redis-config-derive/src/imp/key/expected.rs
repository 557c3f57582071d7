//! The kind of value that a key takes.

use proc_macro2::Ident;
use redis_config_rules::{Kind, Setting, Shape};

/// The kind of literal that a key takes, and an example of one.
pub(crate) struct Expected {
    pub(crate) form: Form,
    pub(crate) example: String,
    /// The literal, in words.
    pub(crate) what: &'static str,
    /// The program can also set the value when it loads.
    pub(crate) loaded: bool,
    /// The setting whose rules the value follows.
    pub(crate) setting: Option<Setting>,
}

/// The form of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    /// Text that is a number with its unit.
    Duration,
    Integer,
    Float,
    Flag,
    /// Text, or the bare word.
    Word,
    /// `["a", "b"]`
    List,
    /// Any literal: the macro does not know the type of the field.
    Any,
}

impl Expected {
    fn new(form: Form, example: impl Into<String>, what: &'static str) -> Self {
        Self {
            form,
            example: example.into(),
            what,
            loaded: false,
            setting: None,
        }
    }

    pub(crate) fn text(example: &str) -> Self {
        Self::new(Form::Text, format!("\"{example}\""), "text in quotes")
    }

    pub(crate) fn word(example: &str) -> Self {
        Self::new(Form::Word, example, "a word")
    }

    pub(crate) fn number(example: &str) -> Self {
        Self::new(Form::Integer, example, "a whole number")
    }

    pub(crate) fn duration(example: &str) -> Self {
        let what = "a duration with its unit, in quotes";
        Self::new(Form::Duration, format!("\"{example}\""), what)
    }

    /// A value of this shape, like `example`.
    fn of_shape(shape: Shape, example: &str) -> Self {
        match shape {
            Shape::Text | Shape::Secret | Shape::Url | Shape::Path | Shape::Address => {
                Self::text(example)
            }
            Shape::List => Self {
                what: "text with commas, in quotes",
                ..Self::text(example)
            },
            Shape::Integer => Self::number(example),
            Shape::Float => Self::new(Form::Float, example, "a number"),
            Shape::Flag => Self::new(Form::Flag, example, "`true` or `false`"),
            Shape::Duration => Self::duration(example),
        }
    }

    /// The value of a setting, on the struct.
    pub(crate) fn fixed(setting: Setting) -> Self {
        let info = setting.info();
        let expected = match info.kind {
            Kind::Nodes | Kind::AddressMap | Kind::Hosts => {
                let items = info.example.split(',').map(|item| format!("{item:?}"));
                let example = items.collect::<Vec<_>>().join(", ");
                Self::new(Form::List, format!("[{example}]"), "a list").loaded()
            }
            // A path, without quotes.
            Kind::Function => Self::new(Form::Text, info.example, "the path of a function"),
            _ => return Self::of_setting(setting),
        };
        expected.under(setting)
    }

    /// The value of a setting, on a field that holds it.
    pub(crate) fn of_setting(setting: Setting) -> Self {
        let info = setting.info();
        let expected = match info.kind {
            Kind::Choice => Self::new(Form::Word, info.example, "one of a few words"),
            kind => Self::of_shape(kind.shape(), info.example),
        };
        expected.loaded().under(setting)
    }

    /// The value of a field of the application's own; `None`: the macro does not know its type.
    pub(crate) fn of_field(shape: Option<Shape>) -> Self {
        let Some(shape) = shape else {
            return Self::new(Form::Any, "\"...\"", "a literal").loaded();
        };
        let example = match shape {
            Shape::Text | Shape::Secret => "...",
            Shape::Url => "redis://127.0.0.1:6379/0",
            Shape::Path => "/path",
            Shape::List => "a,b",
            Shape::Address => "127.0.0.1:8080",
            Shape::Integer => "1",
            Shape::Float => "0.5",
            Shape::Flag => "true",
            Shape::Duration => "2s",
        };
        Self::of_shape(shape, example).loaded()
    }

    fn under(self, setting: Setting) -> Self {
        let setting = Some(setting);
        Self { setting, ..self }
    }

    fn loaded(self) -> Self {
        Self {
            loaded: true,
            ..self
        }
    }

    /// The key with the example.
    pub(crate) fn usage(&self, key: &Ident) -> String {
        format!("{key} = {}", self.example)
    }

    pub(crate) fn help(&self, key: &Ident) -> String {
        format!("write `{}`", self.usage(key))
    }
}
