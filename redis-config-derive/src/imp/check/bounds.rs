//! `min`, `max`, `one_of` and `default` of a field, and how they agree.

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::{Code, Problem, Setting, Shape, pem, text};

use crate::ast::Field;
use crate::attr::Entry;
use crate::check::want::Want;
use crate::constant::Text;
use crate::key::FieldKey;
use crate::model::Bounds;
use crate::shape::Guess;
use crate::sink::Sink;

/// The text, if the macro sees it: what it does not see, the compiler compares.
fn literal(text: &Option<Text>) -> Option<&str> {
    text.as_ref().and_then(Text::literal)
}

impl Bounds {
    /// The largest number that the field's type must hold, for a setting.
    pub(crate) fn reach(&self, setting: Setting) -> i128 {
        let most = setting.reach().map_or(0, |(_, most)| most);
        match &self.max {
            None => most,
            Some(max) => {
                let max = max.literal().and_then(|max| max.parse().ok());
                max.map_or(0, |max: i128| max.min(most))
            }
        }
    }
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
            default_at: self.place(FieldKey::Default),
            ..Bounds::default()
        };
        if let (Some(min), Some(max)) = (literal(&bounds.min), literal(&bounds.max))
            && let Some(entry) = self.field.attributes.find(FieldKey::Max)
            && self.within(max, Some(min), None, &[]).is_err()
        {
            let message = "`max` is below `min`: no value would be legal";
            sink.error(&entry.value, message, "swap the two");
            bounds.max = None;
        }
        self.unset(&bounds, sink);
        bounds.one_of = self.choices(&bounds, sink);
        bounds.default = self.default(&bounds, sink);
        bounds
    }

    fn place(&self, key: FieldKey) -> TokenStream {
        let entry = self.field.attributes.find(key);
        entry.map_or_else(TokenStream::new, |entry| entry.value.to_token_stream())
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
        self.guess.check(value)
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

    /// Reads and checks a value, if the macro sees it.
    fn value(&self, entry: &Entry<FieldKey>, sink: &mut Sink) -> Option<Text> {
        let text = self.want().value(&entry.name, &entry.value, sink)?;
        if let Text::Literal(text) = &text
            && let Err(problem) = self.alone(text)
        {
            sink.broken(entry, &self.field.name, &problem, |text| self.alone(text));
            return None;
        }
        Some(text)
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

    /// A field that may stay unset leaves the setting its own default, which must keep the bounds too.
    fn unset(&self, bounds: &Bounds, sink: &mut Sink) {
        let default = self.setting.and_then(|setting| setting.info().default);
        let Some(default) = default.filter(|_| self.guess.optional) else {
            return;
        };
        for (key, bound) in [(FieldKey::Min, &bounds.min), (FieldKey::Max, &bounds.max)] {
            let bound = literal(bound);
            let (min, max) = match key {
                FieldKey::Min => (bound, None),
                _ => (None, bound),
            };
            if let Some(entry) = self.field.attributes.find(key)
                && self.within(default, min, max, &[]).is_err()
            {
                let name = &self.field.name;
                let message = format!(
                    "without a value `{name}` is `{default}`, which its own `{}` forbids",
                    entry.name
                );
                let help =
                    "give the field a `default` in place of the `Option`, or change the bound";
                sink.error(&entry.value, message, help);
            }
        }
    }

    fn choices(&self, bounds: &Bounds, sink: &mut Sink) -> Vec<String> {
        let Some(entry) = self.field.attributes.find(FieldKey::OneOf) else {
            return Vec::new();
        };
        if self.guess.shape == Some(Shape::Secret) {
            let message = "a secret cannot be one of a few values: they would stand in the binary";
            sink.error(&entry.name, message, "remove `one_of`");
            return Vec::new();
        }
        let choices = self.want().choices(&entry.name, &entry.value, sink);
        let choices = choices.unwrap_or_default();
        for (at, choice) in choices.iter().enumerate() {
            let mut earlier = choices.iter().take(at);
            let checked = if earlier.any(|one| one == choice) {
                let (message, help) = (
                    format!("`{choice}` is there already"),
                    "name each value once",
                );
                Err(Problem::new(Code::CHOICE, message, help))
            } else {
                let (min, max) = (literal(&bounds.min), literal(&bounds.max));
                self.alone(choice)
                    .and_then(|()| self.within(choice, min, max, &[]))
            };
            if let Err(problem) = checked {
                let rule = |text: &str| self.alone(text);
                sink.broken(entry, &self.field.name, &problem.of_item(at), rule);
            }
        }
        choices
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
            let message =
                format!("`{name}` is an `Option`, which has no default: unset it is `None`");
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
            sink.broken(entry, name, &problem, |text| self.alone(text));
            return None;
        }
        Some(value)
    }
}
