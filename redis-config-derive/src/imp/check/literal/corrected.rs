//! The user's own value in the form that the key expects: `port = "6379"` → `port = 6379`.

use proc_macro2::Ident;
use quote::ToTokens;
use redis_config_rules::{Shape, text};

use crate::imp::attr::{Content, Value};
use crate::imp::key::{Expected, Form};

impl Expected {
    /// The help for a literal of another form: the same value in the right form, else the example.
    pub(crate) fn corrected(&self, key: &Ident, value: &Value) -> String {
        let literal = match value {
            Value::Literal { content, .. } => self.converted(content),
            // `host = ["10.0.0.1"]`
            Value::List(list) => match list.items.as_slice() {
                [item @ Value::Literal { content, .. }] if self.content(content).is_some() => {
                    Some(item.to_token_stream().to_string())
                }
                _ => None,
            },
            _ => None,
        };
        if let Value::Literal { content, .. } = value
            && let Some(help) = self.with_unit(key, content)
        {
            return help;
        }
        literal.map_or_else(
            || self.help(key),
            |literal| format!("write `{key} = {literal}`"),
        )
    }

    /// The literal in the right form.
    fn converted(&self, content: &Content) -> Option<String> {
        let digits = match content {
            // Text may be a secret in the wrong place. Only what the key accepts is repeated.
            Content::Text(given) if self.form == Form::List => return self.as_list(given),
            Content::Text(text) | Content::Suffixed(text) | Content::Integer(text) => text.clone(),
            Content::Float(text) => text.strip_suffix(".0").unwrap_or(text).to_owned(),
            Content::Flag(flag) => flag.to_string(),
            Content::Character(letter) => letter.to_string(),
            Content::Strange(_) => return None,
        };
        let (shape, literal) = match self.form {
            Form::Integer => (Shape::Integer, digits.clone()),
            Form::Float => (Shape::Float, digits.clone()),
            Form::Flag => {
                let literal = flag(&digits)?.to_owned();
                return Some(literal);
            }
            // `name = 7`: digits alone are no name.
            Form::Text if self.loaded => (Shape::Text, format!("{digits:?}")),
            _ => return None,
        };
        let fits = text::parse(shape, &digits).is_ok() && self.accepts(&digits);
        fits.then_some(literal)
    }

    /// `"a,b"` → `["a", "b"]`.
    fn as_list(&self, given: &str) -> Option<String> {
        // A URL may hold a password.
        let shown = !given.contains('@') && self.accepts(given);
        let items = text::split_list(given).ok().filter(|_| shown)?;
        let items: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
        Some(format!("[{}]", items.join(", ")))
    }

    /// `5_000` → `"5000ms"`, or `"5000s"`, if both are legal.
    fn with_unit(&self, key: &Ident, content: &Content) -> Option<String> {
        if self.form != Form::Duration {
            return None;
        }
        let (Content::Integer(number) | Content::Float(number) | Content::Suffixed(number)) =
            content
        else {
            return None;
        };
        if number.contains('.') {
            let millis = number.parse::<f64>().ok()? * 1000.0;
            let help = format!("write `{key} = \"{millis}ms\"` for {number} seconds");
            return self.accepts(&format!("{millis}ms")).then_some(help);
        }
        let units = [("ms", "milliseconds"), ("s", "seconds")];
        let legal = units
            .iter()
            .filter(|(unit, _)| self.accepts(&format!("{number}{unit}")));
        let usages = legal.map(|(unit, name)| format!("`{key} = \"{number}{unit}\"` for {name}"));
        let usages: Vec<String> = usages.collect();
        (!usages.is_empty()).then(|| format!("write {}", usages.join(", or ")))
    }

    /// Whether the text is legal for the setting, and for the form.
    fn accepts(&self, given: &str) -> bool {
        let is_duration = self.form == Form::Duration;
        let fits = !is_duration || text::parse(Shape::Duration, given).is_ok();
        fits && (self.setting).is_none_or(|setting| setting.check_text(given).is_ok())
    }
}

/// The flag that a text or a number means.
fn flag(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    match text.as_str() {
        "true" | "1" | "yes" | "on" => Some("true"),
        "false" | "0" | "no" | "off" => Some("false"),
        _ => None,
    }
}
