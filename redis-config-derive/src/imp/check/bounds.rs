//! `min`, `max`, `one_of` and `default` of a field, and whether they agree.

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::text::MAX_BELOW_MIN;
use redis_config_rules::{Code, Problem, Setting, Shape, text};

use crate::imp::ast::Field;
use crate::imp::attr::{Entry, Text};
use crate::imp::check::fixed_settings::no_key_in_source;
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, FieldKey};
use crate::imp::model::Bounds;
use crate::imp::type_guess::Guess;

/// The text, if the macro sees it. The compiler compares the others.
fn literal(text: &Option<Text>) -> Option<&str> {
    text.as_ref().and_then(Text::literal)
}

/// A field, its setting and its type.
pub(crate) struct Values<'a> {
    pub(crate) field: &'a Field<'a>,
    pub(crate) guess: &'a Guess,
    pub(crate) setting: Option<Setting>,
}

impl Values<'_> {
    /// Reads and checks all four.
    pub(crate) fn read(&self, errors: &mut Errors) -> Bounds {
        let places = [FieldKey::Default, FieldKey::Min, FieldKey::Max].map(|key| {
            let entry = self.field.attributes.find(key);
            entry.map_or_else(TokenStream::new, |entry| entry.value.to_token_stream())
        });
        let mut bounds = Bounds {
            min: self.bound(FieldKey::Min, errors),
            max: self.bound(FieldKey::Max, errors),
            places,
            ..Bounds::default()
        };
        if let (Some(min), Some(max)) = (literal(&bounds.min), literal(&bounds.max))
            && let Some(entry) = self.field.attributes.find(FieldKey::Max)
            && self.within(max, Some(min), None, &[]).is_err()
        {
            // `min = 9, max = 1`
            let (message, help) = MAX_BELOW_MIN;
            errors.add(&entry.value, message, help);
            // Nor is any default legal: that would be a second error.
            (bounds.min, bounds.max) = (None, None);
        }
        self.unset(&bounds, errors);
        bounds.one_of = self.choices(&bounds, errors);
        bounds.default = self.default(&bounds, errors);
        bounds
    }

    fn expected(&self) -> Expected {
        match self.setting {
            Some(setting) => Expected::of_setting(setting),
            None => Expected::of_field(self.guess.shape),
        }
    }

    /// The rules of one value: those of the setting and of the type.
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
            Some(shape) => {
                text::check_bounds(shape, value, min, max, one_of).map_err(Problem::from)
            }
            None => Ok(()),
        }
    }

    /// Reads a value, and checks it alone if the macro sees it.
    fn value(&self, entry: &Entry<FieldKey>, errors: &mut Errors) -> Option<Text> {
        let text = self.expected().value(&entry.name, &entry.value, errors)?;
        if let Text::Literal(text) = &text {
            entry.check(&self.field.name, text, |text| self.alone(text), errors)?;
        }
        Some(text)
    }

    fn bound(&self, key: FieldKey, errors: &mut Errors) -> Option<Text> {
        let entry = self.field.attributes.find(key)?;
        let ordered = matches!(
            self.guess.shape,
            None | Some(Shape::Integer | Shape::Float | Shape::Duration)
        );
        if !ordered {
            // `#[redis(min = 1)] client_name: String`
            let message = format!("`{}` bounds numbers and durations", entry.name);
            let help = "remove it, or check the value with `validate = path::to::function`";
            return errors.refuse(&entry.name, message, help);
        }
        self.value(entry, errors)
    }

    /// An unset field leaves the setting its own default, which must be within the bounds too.
    fn unset(&self, bounds: &Bounds, errors: &mut Errors) {
        let default = self.setting.and_then(|setting| setting.info().default);
        let Some(default) = default.filter(|_| self.guess.optional) else {
            return;
        };
        for (key, bound) in [(FieldKey::Min, &bounds.min), (FieldKey::Max, &bounds.max)] {
            let (min, max) = match key {
                FieldKey::Min => (literal(bound), None),
                _ => (None, literal(bound)),
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
                errors.add(&entry.value, message, help);
            }
        }
    }

    fn choices(&self, bounds: &Bounds, errors: &mut Errors) -> Vec<String> {
        let Some(entry) = self.field.attributes.find(FieldKey::OneOf) else {
            return Vec::new();
        };
        if self.guess.shape == Some(Shape::Secret) {
            // `#[redis(one_of = ["a", "b"])] password: Secret`
            let message = "a secret cannot be one of a few values: they would be in the binary";
            errors.add(&entry.name, message, "remove `one_of`");
            return Vec::new();
        }
        let choices = self.expected().choices(&entry.name, &entry.value, errors);
        let choices = choices.unwrap_or_default();
        let (min, max) = (literal(&bounds.min), literal(&bounds.max));
        for (at, choice) in choices.iter().enumerate() {
            let mut earlier = choices.iter().take(at);
            let checked = if earlier.any(|one| one == choice) {
                let message = format!("`{choice}` is there already");
                Err(Problem::new(Code::CHOICE, message, "name each value once"))
            } else {
                self.alone(choice)
                    .and_then(|()| self.within(choice, min, max, &[]))
            };
            if let Err(problem) = checked {
                let (name, problem) = (&self.field.name, problem.of_item(at));
                entry.broken(name, &problem, |text| self.alone(text), errors);
            }
        }
        choices
    }

    fn default(&self, bounds: &Bounds, errors: &mut Errors) -> Option<Text> {
        let entry = self.field.attributes.find(FieldKey::Default)?;
        let name = &self.field.name;
        let secret = self.setting.is_some_and(|setting| setting.info().secret);
        if secret || self.guess.shape == Some(Shape::Secret) {
            // `#[redis(default = "hunter2")] password: Secret`
            let message = format!("`{name}` is a secret: its default would be in the binary");
            let help = "remove `default`; give the value in the environment";
            return errors.refuse(&entry.name, message, help);
        }
        if self.guess.optional {
            // `#[redis(default = 3)] database: Option<u32>`
            let message =
                format!("`{name}` is an `Option`, which has no default: unset it is `None`");
            let help = "remove `default`, or remove the `Option`";
            return errors.refuse(&entry.name, message, help);
        }
        let value = self.value(entry, errors)?;
        if let Some(setting) = self.setting {
            no_key_in_source(setting, &value, &entry.value, errors)?;
        }
        let choices: Vec<&str> = bounds.one_of.iter().map(String::as_str).collect();
        let (min, max) = (literal(&bounds.min), literal(&bounds.max));
        if let Some(text) = value.literal()
            && let Err(problem) = self.within(text, min, max, &choices)
        {
            entry.broken(name, &problem, |text| self.alone(text), errors);
            return None;
        }
        Some(value)
    }
}
