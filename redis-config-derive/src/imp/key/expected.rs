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
        }
    }

    /// Text, like `example`.
    pub(crate) fn text(example: &str) -> Self {
        Self::new(Form::Text, format!("\"{example}\""), "text in quotes")
    }

    /// A bare word, like `example`.
    pub(crate) fn word(example: &str) -> Self {
        Self::new(Form::Word, example, "a word")
    }

    /// A whole number, like `example`.
    pub(crate) fn number(example: &str) -> Self {
        Self::new(Form::Integer, example, "a whole number")
    }

    /// A duration, like `example`.
    pub(crate) fn duration(example: &str) -> Self {
        let what = "a duration with its unit, in quotes";
        Self::new(Form::Duration, format!("\"{example}\""), what)
    }

    fn flag(example: &str) -> Self {
        Self::new(Form::Flag, example, "`true` or `false`")
    }

    fn commas(example: &str) -> Self {
        let what = "text with commas, in quotes";
        Self::new(Form::Text, format!("\"{example}\""), what)
    }

    /// The value of a setting, on the struct.
    pub(crate) fn fixed(setting: Setting) -> Self {
        let info = setting.info();
        match info.kind {
            Kind::Nodes | Kind::AddressMap | Kind::Hosts => {
                let items = info.example.split(',').map(|item| format!("{item:?}"));
                let example = items.collect::<Vec<_>>().join(", ");
                Self::new(Form::List, format!("[{example}]"), "a list").loaded()
            }
            // A path, without quotes.
            Kind::Function => Self::new(Form::Text, info.example, "the path of a function"),
            _ => Self::of_setting(setting),
        }
    }

    /// The value of a setting, on a field that holds it.
    pub(crate) fn of_setting(setting: Setting) -> Self {
        let example = setting.info().example;
        let expected = match setting.info().kind {
            Kind::Url
            | Kind::Host
            | Kind::Path
            | Kind::Pem
            | Kind::Text
            | Kind::Function
            | Kind::Secret => Self::text(example),
            Kind::Nodes | Kind::AddressMap | Kind::Hosts => Self::commas(example),
            Kind::Integer => Self::number(example),
            Kind::Flag => Self::flag(example),
            Kind::Choice => Self::new(Form::Word, example, "one of a few words"),
            Kind::Duration => Self::duration(example),
        };
        expected.loaded()
    }

    /// The value of a field of the application's own.
    pub(crate) fn of_shape(shape: Option<Shape>) -> Self {
        let expected = match shape {
            None => Self::new(Form::Any, "\"...\"", "a literal"),
            Some(Shape::Text | Shape::Secret) => Self::text("..."),
            Some(Shape::Path) => Self::text("/path"),
            Some(Shape::List) => Self::commas("a,b"),
            Some(Shape::Address) => Self::text("127.0.0.1:8080"),
            Some(Shape::Integer) => Self::number("1"),
            Some(Shape::Float) => Self::new(Form::Float, "0.5", "a number"),
            Some(Shape::Flag) => Self::flag("true"),
            Some(Shape::Duration) => Self::duration("2s"),
        };
        expected.loaded()
    }

    fn loaded(self) -> Self {
        Self {
            loaded: true,
            ..self
        }
    }

    /// The form of a constant in place of the literal; `None`: the key takes a literal only.
    pub(crate) fn constant(&self) -> Option<Form> {
        match self.form {
            Form::Float | Form::List => None,
            Form::Any => Some(Form::Text),
            form => Some(form),
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
