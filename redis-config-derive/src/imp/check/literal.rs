//! A value that was written → its text, if it is a literal of the right kind.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use redis_config_rules::Setting;
use syn::{LitInt, Path};

use crate::check::want::{Form, Want};
use crate::constant::{Constant, Text};
use crate::key::LISTED;
use crate::sink::Sink;
use crate::value::{Content, Value};

impl Want {
    /// The value of a key that takes a constant too; a mistake is noted.
    pub(crate) fn value(&self, key: &Ident, value: &Value, sink: &mut Sink) -> Option<Text> {
        let Some(form) = self.constant() else {
            return self.read(key, value, sink).map(Text::Literal);
        };
        let code = matches!(
            value,
            Value::Word(_) | Value::Path(_) | Value::Call { .. } | Value::Other(_)
        );
        if !code || self.is_word(value) {
            return self.read(key, value, sink).map(Text::Literal);
        }
        if let Some(help) = self.meant(key, value) {
            sink.error(value, format!("`{key}` takes {}", self.what), help);
            return None;
        }
        let constant = Constant::read(value, form);
        if constant.is_none() {
            let message = format!("`{key}` takes {}, or a constant", self.what);
            sink.error(value, message, self.help_for(key, value));
        }
        constant.map(Text::Constant)
    }

    /// The text of `value`, a literal; a mistake is noted.
    pub(crate) fn read(&self, key: &Ident, value: &Value, sink: &mut Sink) -> Option<String> {
        let message = match value {
            Value::Broken => return None,
            Value::Absent | Value::Unfinished(_) => format!("`{key}` needs a value"),
            Value::List(list) if self.form == Form::List => return self.list(key, list, sink),
            Value::List(_) => format!("`{key}` takes one value, not a list"),
            Value::Word(word) if self.form == Form::Word => return Some(word.to_string()),
            Value::Literal(literal) => match self.content(&literal.content) {
                Some(text) => return Some(text),
                None => format!(
                    "`{key}` takes {}, not {}",
                    self.what,
                    literal.content.kind()
                ),
            },
            Value::Word(_) | Value::Path(_) | Value::Call { .. } | Value::Other(_) => {
                self.no_literal(key, value, sink);
                return None;
            }
        };
        sink.error(value.place(key), message, self.help(key));
        None
    }

    /// Code where only a literal will do.
    fn no_literal(&self, key: &Ident, value: &Value, sink: &mut Sink) {
        let message = format!("`{key}` takes {}: {}", self.what, unseen(value));
        let mut help = self.help_for(key, value);
        if self.loaded {
            help.push_str("; a value that code works out is given by `Sources::with`, to a field");
        }
        sink.error(value, message, help);
    }

    /// The key with what was most likely meant, or with the example.
    fn help_for(&self, key: &Ident, value: &Value) -> String {
        match value {
            // Somebody forgot the quotes.
            Value::Word(word) if self.form == Form::Text => format!("write `{key} = \"{word}\"`"),
            value => self.meant(key, value).unwrap_or_else(|| self.help(key)),
        }
    }

    /// A duration as the standard library has it, as ours.
    fn meant(&self, key: &Ident, value: &Value) -> Option<String> {
        if self.form != Form::Duration {
            return None;
        }
        let tokens: Vec<TokenTree> = value.to_token_stream().into_iter().collect();
        let [.., TokenTree::Ident(name), TokenTree::Group(inside)] = tokens.as_slice() else {
            return None;
        };
        let unit = match name.to_string().as_str() {
            "from_hours" => "h",
            "from_mins" => "m",
            "from_secs" => "s",
            "from_millis" => "ms",
            "from_micros" => "us",
            "from_nanos" => "ns",
            _ => return None,
        };
        let number: LitInt = syn::parse2(inside.stream()).ok()?;
        Some(format!(
            "write `{key} = \"{}{unit}\"`",
            number.base10_digits()
        ))
    }

    /// Whether it is the bare word that is wanted, and no constant.
    fn is_word(&self, value: &Value) -> bool {
        match value {
            Value::Word(word) => {
                self.form == Form::Word && word.to_string().contains(char::is_lowercase)
            }
            _ => false,
        }
    }

    pub(super) fn content(&self, content: &Content) -> Option<String> {
        match (content, self.form) {
            (Content::Text(text), Form::Text | Form::Duration | Form::Word | Form::Any) => {
                Some(text.clone())
            }
            (Content::Integer(digits), Form::Integer | Form::Float | Form::Any) => {
                Some(digits.clone())
            }
            (Content::Float(digits), Form::Float | Form::Any) => Some(digits.clone()),
            (Content::Flag(flag), Form::Flag | Form::Any) => Some(flag.to_string()),
            _ => None,
        }
    }
}

/// Why code will not do.
pub(super) fn unseen(value: &Value) -> String {
    let name = match value {
        Value::Word(word) => format!("`{word}`"),
        _ => "an expression".to_owned(),
    };
    format!("a derive cannot see what {name} stands for")
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
            Some(near) => crate::key::meant(&name, near),
            None => format!("write `{key} = port`, for example: all settings are {LISTED}"),
        };
        sink.error(value, no_such("setting", &name), help);
    }
    setting
}

/// The path of a function; a mistake is noted, with `help`.
pub(crate) fn function(key: &Ident, value: &Value, help: &str, sink: &mut Sink) -> Option<Path> {
    let message = match value {
        Value::Path(path) => return Some(path.clone()),
        Value::Word(word) => return Some(word.clone().into()),
        Value::Broken => return None,
        Value::Absent | Value::Unfinished(_) => format!("`{key}` needs a function"),
        _ => format!("`{key}` takes the path of a function"),
    };
    sink.error(value.place(key), message, help);
    None
}
