//! A value that was written → its text, if it is a literal of the right kind.

use proc_macro2::Ident;
use redis_config_rules::{Kind, Setting, Shape};
use syn::Path;

use crate::constant::{self, Constant};
use crate::key::enumerate;
use crate::sink::Sink;
use crate::value::{Content, List, Value};

/// What kind of literal is wanted, and an example of one.
#[derive(Clone)]
pub(crate) struct Want {
    form: Form,
    example: String,
    /// Why another form will not do.
    reason: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Integer,
    Float,
    Flag,
    /// Text, or the bare word.
    Word,
    /// `["a", "b"]`
    List,
    /// Whatever literal: the type of the field is not known to the macro.
    Any,
}

impl Want {
    fn new(form: Form, example: impl Into<String>, reason: &'static str) -> Self {
        Self {
            form,
            example: example.into(),
            reason,
        }
    }

    /// Text, like `example`.
    pub(crate) fn text(example: &str) -> Self {
        Self::new(Form::Text, format!("\"{example}\""), "text")
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
        let example = format!("\"{example}\"");
        Self::new(Form::Text, example, "a duration with its unit, in quotes")
    }

    /// The value of a setting, on the struct.
    pub(crate) fn fixed(setting: Setting) -> Self {
        match setting.info().kind {
            Kind::Nodes | Kind::AddressMap => {
                let items = setting
                    .info()
                    .example
                    .split(',')
                    .map(|item| format!("\"{item}\""));
                let example = items.collect::<Vec<_>>().join(", ");
                Self::new(Form::List, format!("[{example}]"), "a list")
            }
            _ => Self::of_setting(setting),
        }
    }

    /// The value of a setting, on a field that holds it.
    pub(crate) fn of_setting(setting: Setting) -> Self {
        let example = setting.info().example;
        match setting.info().kind {
            Kind::Url
            | Kind::Host
            | Kind::Path
            | Kind::Pem
            | Kind::Text
            | Kind::Function
            | Kind::Secret => Self::text(example),
            Kind::Nodes | Kind::AddressMap => Self::new(
                Form::Text,
                format!("\"{example}\""),
                "text with commas, in quotes",
            ),
            Kind::Integer => Self::number(example),
            Kind::Flag => Self::new(Form::Flag, example, "`true` or `false`"),
            Kind::Choice => Self::new(Form::Word, example, "one of a few words"),
            Kind::Duration => Self::duration(example),
        }
    }

    /// The value of a field of the application's own.
    pub(crate) fn of_shape(shape: Option<Shape>) -> Self {
        match shape {
            None => Self::new(Form::Any, "\"...\"", "a literal"),
            Some(Shape::Text | Shape::Secret) => Self::text("..."),
            Some(Shape::Path) => Self::text("/path"),
            Some(Shape::List) => Self::new(Form::Text, "\"a,b\"", "text with commas, in quotes"),
            Some(Shape::Address) => Self::text("127.0.0.1:8080"),
            Some(Shape::Integer) => Self::number("1"),
            Some(Shape::Float) => Self::new(Form::Float, "0.5", "a number"),
            Some(Shape::Flag) => Self::new(Form::Flag, "true", "`true` or `false`"),
            Some(Shape::Duration) => Self::duration("2s"),
        }
    }

    /// The value of a key that takes a constant too; a mistake is noted.
    pub(crate) fn value(
        &self,
        key: &Ident,
        value: &Value,
        sink: &mut Sink,
    ) -> Option<constant::Text> {
        let form = match (self.form, value) {
            (Form::Float | Form::List, _) | (Form::Word, Value::Word(_)) => None,
            (Form::Text | Form::Word | Form::Any, _) => Some(constant::Form::Text),
            (Form::Integer, _) => Some(constant::Form::Integer),
            (Form::Flag, _) => Some(constant::Form::Flag),
        };
        if let Some(constant) = form.and_then(|form| Constant::read(value, form)) {
            return Some(constant::Text::Constant(constant));
        }
        if form.is_some()
            && matches!(
                value,
                Value::Word(_) | Value::Path(_) | Value::Call { .. } | Value::Other(_)
            )
        {
            let message = format!("`{key}` takes {}, or a constant", self.reason);
            sink.error(value, message, self.help(key));
            return None;
        }
        self.read(key, value, sink).map(constant::Text::Literal)
    }

    /// The text of `value`, a literal; a mistake is noted.
    pub(crate) fn read(&self, key: &Ident, value: &Value, sink: &mut Sink) -> Option<String> {
        let form = self.form;
        match value {
            Value::Broken => None,
            Value::Absent => {
                sink.error(key, format!("`{key}` needs a value"), self.help(key));
                None
            }
            Value::List(list) if form == Form::List => self.list(key, list, sink),
            Value::List(list) => {
                let message = format!("`{key}` takes one value, not a list");
                sink.error(&list.tokens, message, self.help(key));
                None
            }
            Value::Word(word) if form == Form::Word => Some(word.to_string()),
            Value::Word(_) | Value::Path(_) | Value::Call { .. } | Value::Other(_) => {
                let message = format!(
                    "`{key}` takes a literal: a derive cannot see what a name or an expression stands for"
                );
                let help = format!(
                    "{}; a value that code works out is given by `Sources::with`, to a field",
                    self.help(key)
                );
                sink.error(value, message, help);
                None
            }
            Value::Literal(literal) => {
                let text = self.content(&literal.content);
                if text.is_none() {
                    let kind = literal.content.kind();
                    let message = format!("`{key}` takes {}, not {kind}", self.reason);
                    sink.error(literal, message, self.help(key));
                }
                text
            }
        }
    }

    fn content(&self, content: &Content) -> Option<String> {
        match (content, self.form) {
            (Content::Text(text), Form::Text | Form::Word | Form::Any) => Some(text.clone()),
            (Content::Integer(digits), Form::Integer | Form::Float | Form::Any) => {
                Some(digits.clone())
            }
            (Content::Float(digits), Form::Float | Form::Any) => Some(digits.clone()),
            (Content::Flag(flag), Form::Flag | Form::Any) => Some(flag.to_string()),
            _ => None,
        }
    }

    fn list(&self, key: &Ident, list: &List, sink: &mut Sink) -> Option<String> {
        let item = Self::text("10.0.0.1:7000");
        let texts = item.items(list)?;
        if texts.is_empty() {
            sink.error(
                &list.tokens,
                format!("`{key}` is an empty list"),
                self.help(key),
            );
            return None;
        }
        Some(texts.join(","))
    }

    /// The texts of a list's items; `None` if one of them is of another kind.
    fn items(&self, list: &List) -> Option<Vec<String>> {
        let items = list.items.iter();
        items
            .map(|item| self.content(&item.as_ref()?.content))
            .collect()
    }

    /// The texts of a list of legal values: `one_of = [..]`.
    pub(crate) fn choices(
        &self,
        key: &Ident,
        value: &Value,
        sink: &mut Sink,
    ) -> Option<Vec<String>> {
        let help = format!("write `{key} = [{0}, {0}]`", self.example);
        match value {
            Value::Broken => None,
            Value::List(list) if list.items.is_empty() => {
                let message = format!("`{key}` is an empty list: no value would be legal");
                sink.error(&list.tokens, message, help);
                None
            }
            Value::List(list) => {
                let texts = self.items(list);
                if texts.is_none() {
                    let message = format!("each value in `{key}` is {}", self.reason);
                    sink.error(&list.tokens, message, help);
                }
                texts
            }
            Value::Absent => {
                sink.error(key, format!("`{key}` needs a list of values"), help);
                None
            }
            other => {
                sink.error(other, format!("`{key}` takes a list"), help);
                None
            }
        }
    }

    fn help(&self, key: &Ident) -> String {
        format!("write `{key} = {}`", self.example)
    }
}

/// Whether a flag like `extra` is given; a value on it is a mistake.
pub(crate) fn flag(key: &Ident, value: &Value, sink: &mut Sink) {
    if !matches!(value, Value::Absent | Value::Broken) {
        let message = format!("`{key}` takes no value");
        sink.error(value, message, format!("write `{key}` alone"));
    }
}

/// `there is no setting ...`; only what looks like a name is repeated: text in quotes may be anything,
/// a URL with a password in it too.
pub(crate) fn no_such(what: &str, name: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(word) {
        format!("there is no {what} `{name}`")
    } else {
        format!("there is no {what} of that name")
    }
}

/// The name of a setting, as a bare word or in quotes.
pub(crate) fn setting(key: &Ident, value: &Value, sink: &mut Sink) -> Option<Setting> {
    let name = Want::word("port").read(key, value, sink)?;
    let setting = Setting::from_key(&name);
    if setting.is_none() {
        let help = match Setting::suggest(&name) {
            Some(near) => format!("did you mean `{}`?", near.key()),
            None => format!("the settings are {}", enumerate(crate::key::settings())),
        };
        sink.error(value, no_such("setting", &name), help);
    }
    setting
}

/// The path of a function; a mistake is noted, with `help`.
pub(crate) fn function(key: &Ident, value: &Value, help: &str, sink: &mut Sink) -> Option<Path> {
    match value {
        Value::Path(path) => return Some(path.clone()),
        Value::Word(word) => return Some(word.clone().into()),
        Value::Broken => {}
        Value::Absent => sink.error(key, format!("`{key}` needs a function"), help),
        other => sink.error(other, format!("`{key}` takes the path of a function"), help),
    }
    None
}
