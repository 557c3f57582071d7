//! A value → its text, if it has the form that the key expects.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use redis_config_rules::{Problem, Setting};
use syn::{LitInt, Path};

use crate::imp::attr::{Constant, Content, Entry, Text, Value};
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, Form, LISTED, suggest_setting};

impl Expected {
    /// The value of a key that takes a constant too; a mistake is reported.
    pub(crate) fn value(&self, key: &Ident, value: &Value, errors: &mut Errors) -> Option<Text> {
        let is_literal_only = matches!(self.form, Form::Float | Form::List);
        if is_literal_only || !value.is_code() || self.is_word(value) {
            return self.read(key, value, errors).map(Text::Literal);
        }
        let form = match self.form {
            Form::Any => Form::Text,
            form => form,
        };
        let constant = Constant::read(value, form).or_else(|| {
            let message = format!("`{key}` takes {}, or a constant", self.what);
            errors.refuse(value, message, self.help_for(key, value))
        });
        constant.map(Text::Constant)
    }

    /// As [`checked`](Self::checked), for a rule that has no result.
    pub(crate) fn checked_text<K>(
        &self,
        entry: &Entry<K>,
        rule: fn(&str) -> Result<(), Problem>,
        errors: &mut Errors,
    ) -> Option<String> {
        self.checked(entry, |text| rule(text).map(|()| text.to_owned()), errors)
    }

    /// The text of a literal, checked by a rule.
    pub(crate) fn checked<K, T>(
        &self,
        entry: &Entry<K>,
        rule: impl Fn(&str) -> Result<T, Problem>,
        errors: &mut Errors,
    ) -> Option<T> {
        let text = self.read(&entry.name, &entry.value, errors)?;
        entry.check(&entry.name.to_string(), &text, rule, errors)
    }

    /// The text of `value`, a literal; a mistake is reported.
    pub(crate) fn read(&self, key: &Ident, value: &Value, errors: &mut Errors) -> Option<String> {
        let message = match value {
            Value::Broken => return None,
            Value::Absent | Value::Unfinished(_) => format!("`{key}` needs a value"),
            Value::List(list) if self.form == Form::List => return self.list(key, list, errors),
            Value::List(_) => format!("`{key}` takes one value, not a list"),
            Value::Word(word) if self.form == Form::Word => return Some(word.to_string()),
            Value::Literal { content, .. } => match self.content(content) {
                Some(text) => return Some(text),
                None => format!("`{key}` takes {}, not {}", self.what, content.kind()),
            },
            value => return self.no_literal(key, value, errors),
        };
        errors.refuse(value.place(key), message, self.corrected(key, value))
    }

    /// Refuses code: the key takes a literal only.
    fn no_literal<T>(&self, key: &Ident, value: &Value, errors: &mut Errors) -> Option<T> {
        let message = format!("`{key}` takes {}: {}", self.what, unseen(value));
        let mut help = self.help_for(key, value);
        if self.loaded {
            help.push_str("; a value that code works out is given by `Sources::with`, to a field");
        }
        errors.refuse(value, message, help)
    }

    /// The help: the probable meaning, or the example.
    fn help_for(&self, key: &Ident, value: &Value) -> String {
        match value {
            // The quotes are missing. A short word in capitals is a constant, not its own text.
            Value::Word(word) if self.form == Form::Text && is_own_text(word) => {
                format!("write `{key} = \"{word}\"`")
            }
            _ if self.form == Form::Text => {
                format!("write the text itself, like `{}`", self.usage(key))
            }
            value => self.meant(key, value).unwrap_or_else(|| self.help(key)),
        }
    }

    /// `Duration::from_secs(5)` as `"5s"`.
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

    /// Whether it is the bare word that the key expects, and not a constant.
    fn is_word(&self, value: &Value) -> bool {
        let is_lower = |word: &Ident| word.to_string().contains(char::is_lowercase);
        self.form == Form::Word && matches!(value, Value::Word(word) if is_lower(word))
    }

    /// The text of a literal, if it has the expected form.
    pub(crate) fn content(&self, content: &Content) -> Option<String> {
        let (forms, text): (&[Form], _) = match content {
            Content::Text(text) => (&[Form::Text, Form::Duration, Form::Word], text.clone()),
            Content::Integer(digits) => (&[Form::Integer, Form::Float], digits.clone()),
            Content::Float(digits) => (&[Form::Float], digits.clone()),
            Content::Flag(flag) => (&[Form::Flag], flag.to_string()),
            Content::Suffixed(_) | Content::Character(_) | Content::Strange(_) => return None,
        };
        (self.form == Form::Any || forms.contains(&self.form)).then_some(text)
    }
}

/// Whether a word is probably text without its quotes: `jobs`, `JOBS_REDIS`, but not `P`.
fn is_own_text(word: &Ident) -> bool {
    let word = word.to_string();
    word.contains(|c: char| c.is_lowercase() || c == '_')
}

/// Why the macro refuses code.
pub(crate) fn unseen(value: &Value) -> String {
    match value {
        Value::Word(word) => format!("a derive cannot see what `{word}` stands for"),
        _ => "a derive cannot see what an expression stands for".to_owned(),
    }
}

/// Whether a flag like `extra` is given; a value on it is a mistake.
pub(crate) fn flag(key: &Ident, value: &Value, errors: &mut Errors) {
    if !matches!(value, Value::Absent | Value::Broken) {
        let message = format!("`{key}` takes no value");
        errors.add(value, message, format!("write `{key}` alone"));
    }
}

/// `there is no setting ...`. Only a name is repeated: text in quotes may be a URL with a password.
pub(crate) fn no_such(what: &str, name: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(word) {
        format!("there is no {what} `{name}`")
    } else {
        format!("there is no {what} of that name")
    }
}

/// The name of a setting, as a bare word or in quotes.
pub(crate) fn setting(key: &Ident, value: &Value, errors: &mut Errors) -> Option<Setting> {
    let name = Expected::word("port").read(key, value, errors)?;
    Setting::from_key(&name).or_else(|| {
        let help = match Setting::suggest(&name) {
            Some(near) => suggest_setting(&name, near),
            None => format!("write `{key} = port`, for example: all settings are {LISTED}"),
        };
        errors.refuse(value, no_such("setting", &name), help)
    })
}

/// The path of a function; a mistake is reported with `help`.
pub(crate) fn function(
    key: &Ident,
    value: &Value,
    help: &str,
    errors: &mut Errors,
) -> Option<Path> {
    let message = match value {
        Value::Path(path) => return Some(path.clone()),
        Value::Word(word) => return Some(word.clone().into()),
        Value::Broken => return None,
        Value::Absent | Value::Unfinished(_) => format!("`{key}` needs a function"),
        _ => format!("`{key}` takes the path of a function"),
    };
    errors.refuse(value.place(key), message, help)
}
