//! `min`, `max`, `one_of` and `default` of a field, and how they agree.

use redis_config_rules::{Problem, Setting, Shape, pem, text};

use crate::ast::Field;
use crate::attr::Entry;
use crate::check::literal::Want;
use crate::constant::Text;
use crate::key::FieldKey;
use crate::shape::Guess;
use crate::sink::Sink;

/// The four of them, as text.
#[derive(Default)]
pub(crate) struct Bounds {
    pub(crate) default: Option<Text>,
    pub(crate) min: Option<Text>,
    pub(crate) max: Option<Text>,
    pub(crate) one_of: Vec<String>,
}

/// The text, if the macro sees it: what it does not see, the compiler compares.
fn literal(text: &Option<Text>) -> Option<&str> {
    text.as_ref().and_then(Text::literal)
}

/// What is known of the values that a field takes.
pub(crate) struct Values<'a> {
    pub(crate) field: &'a Field<'a>,
    pub(crate) guess: &'a Guess,
    pub(crate) setting: Option<Setting>,
}

impl Values<'_> {
    /// Reads and checks all four.
    pub(crate) fn read(&self, sink: &mut Sink) -> Bounds {
        let mut bounds = Bounds {
            min: self.bound(FieldKey::Min, sink),
            max: self.bound(FieldKey::Max, sink),
            one_of: self.choices(sink),
            default: None,
        };
        if let (Some(min), Some(max)) = (literal(&bounds.min), literal(&bounds.max))
            && let Some(entry) = self.field.attributes.find(FieldKey::Max)
            && self.within(max, Some(min), None, &[]).is_err()
        {
            let message = "`max` is below `min`: no value would be legal";
            sink.error(&entry.value, message, "swap the two");
            bounds.max = None;
        }
        bounds.default = self.default(&bounds, sink);
        bounds
    }

    fn want(&self) -> Want {
        match self.setting {
            Some(setting) => Want::of_setting(setting),
            None => Want::of_shape(self.guess.shape),
        }
    }

    /// One value alone: by the setting, by the type.
    fn alone(&self, value: &str) -> Result<(), Problem> {
        if let Some(setting) = self.setting {
            setting.check_text(value)?;
        } else if let Some(shape) = self.guess.shape {
            text::parse(shape, value)?;
        }
        Ok(())
    }

    fn within(
        &self,
        value: &str,
        min: Option<&str>,
        max: Option<&str>,
        one_of: &[&str],
    ) -> Result<(), Problem> {
        match self.guess.shape {
            Some(shape) => text::check_bounds(shape, value, min, max, one_of),
            None => Ok(()),
        }
    }

    /// Checks a value that was written in `entry`.
    fn checked(&self, entry: &Entry<FieldKey>, value: String, sink: &mut Sink) -> Option<String> {
        if let Err(problem) = self.alone(&value) {
            sink.problem(&entry.value, &self.field.name, &problem);
            return None;
        }
        if let Some(integer) = &self.guess.integer
            && !self.guess.fits(&value)
        {
            let message = format!("`{value}` does not fit in `{integer}`");
            let help = "write a smaller number, or give the field a wider type";
            sink.error(&entry.value, message, help);
            return None;
        }
        Some(value)
    }

    /// Reads and checks a value, if the macro sees it.
    fn value(&self, entry: &Entry<FieldKey>, sink: &mut Sink) -> Option<Text> {
        match self.want().value(&entry.name, &entry.value, sink)? {
            Text::Literal(text) => self.checked(entry, text, sink).map(Text::Literal),
            constant @ Text::Constant(_) => Some(constant),
        }
    }

    fn bound(&self, key: FieldKey, sink: &mut Sink) -> Option<Text> {
        let entry = self.field.attributes.find(key)?;
        let ordered = matches!(
            self.guess.shape,
            None | Some(Shape::Integer | Shape::Float | Shape::Duration)
        );
        if !ordered {
            let message = format!("`{}` bounds numbers and durations", entry.name);
            let help = "remove it, or check the value with `validate = path::to::function`";
            sink.error(&entry.name, message, help);
            return None;
        }
        self.value(entry, sink)
    }

    fn choices(&self, sink: &mut Sink) -> Vec<String> {
        let Some(entry) = self.field.attributes.find(FieldKey::OneOf) else {
            return Vec::new();
        };
        if self.guess.shape == Some(Shape::Secret) {
            let message = "a secret cannot be one of a few values: they would stand in the binary";
            sink.error(&entry.name, message, "remove `one_of`");
            return Vec::new();
        }
        let choices = self.want().choices(&entry.name, &entry.value, sink);
        let choices = choices.unwrap_or_default().into_iter();
        choices
            .filter_map(|choice| self.checked(entry, choice, sink))
            .collect()
    }

    fn default(&self, bounds: &Bounds, sink: &mut Sink) -> Option<Text> {
        let entry = self.field.attributes.find(FieldKey::Default)?;
        let name = &self.field.name;
        let secret = self.setting.is_some_and(|setting| setting.info().secret);
        if secret || self.guess.shape == Some(Shape::Secret) {
            let message = format!("`{name}` is a secret: its default would stand in the binary");
            let help = "remove `default`; give the value in the environment";
            sink.error(&entry.name, message, help);
            return None;
        }
        if self.guess.optional {
            let message = format!("`{name}` is an `Option`: it is unset unless it is given");
            let help = "remove `default`, or remove the `Option`";
            sink.error(&entry.name, message, help);
            return None;
        }
        let value = self.value(entry, sink)?;
        if let Some(setting) = self.setting.filter(|one| super::is_key(*one))
            && value.literal().is_some_and(pem::is_inline)
        {
            super::key_in_source(setting, &entry.value, sink);
            return None;
        }
        let choices: Vec<&str> = bounds.one_of.iter().map(String::as_str).collect();
        let (min, max) = (literal(&bounds.min), literal(&bounds.max));
        if let Some(text) = value.literal()
            && let Err(problem) = self.within(text, min, max, &choices)
        {
            sink.problem(&entry.value, "default", &problem);
            return None;
        }
        Some(value)
    }
}
