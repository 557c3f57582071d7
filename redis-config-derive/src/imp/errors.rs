//! Collects mistakes, so that one compilation reports all of them.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::Problem;

use crate::attr::Entry;
use crate::value::Value;

/// Every mistake found so far.
#[derive(Default)]
#[must_use]
pub(crate) struct Sink {
    errors: Vec<syn::Error>,
}

impl Sink {
    /// Notes a mistake at `place`: what is wrong, then what to write instead.
    pub(crate) fn error(
        &mut self,
        place: impl ToTokens,
        message: impl Display,
        help: impl Display,
    ) {
        let text = format!("{message}\nhelp: {help}");
        self.errors.push(syn::Error::new_spanned(place, text));
    }

    /// Notes a rule that the value at `place` breaks; `subject` is the name of what holds the value.
    pub(crate) fn problem(&mut self, place: impl ToTokens, subject: &str, problem: &Problem) {
        self.error(place, named(subject, problem), &problem.help);
    }

    /// Notes a rule that the value of a key breaks, at that value. What to write instead is said with its key, if it is a
    /// whole value, which `rule` accepts.
    pub(crate) fn broken<K, T>(
        &mut self,
        entry: &Entry<K>,
        subject: &str,
        problem: &Problem,
        rule: impl Fn(&str) -> Result<T, Problem>,
    ) {
        let help = match (instead(problem), &entry.value) {
            (Some(text), Value::Literal(literal)) if literal.is_text() && rule(text).is_ok() => {
                format!("write `{} = {text:?}`", entry.name)
            }
            _ => problem.help.clone(),
        };
        let place = entry.value.item(problem.item());
        self.error(place.place(&entry.name), named(subject, problem), help);
    }

    /// How many mistakes were noted.
    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    /// The mistakes, to be read by a test.
    #[cfg(test)]
    pub(crate) fn into_errors(self) -> Vec<syn::Error> {
        self.errors
    }

    /// All mistakes as `compile_error!`s; `None` if there are none.
    pub(crate) fn finish(self) -> Option<TokenStream> {
        let all = self.errors.into_iter().reduce(|mut all, next| {
            all.combine(next);
            all
        })?;
        Some(all.into_compile_error())
    }
}

/// What is wrong, in words that name the `subject`: with its name before them, unless it is there.
fn named(subject: &str, problem: &Problem) -> String {
    let said = problem.message.to_lowercase();
    let is_named = said.contains(&format!("`{subject}`"))
        || said.contains(&format!("the {subject} "))
        || said.starts_with(&format!("{subject} "));
    if is_named {
        problem.message.clone()
    } else {
        format!("`{subject}`: {}", problem.message)
    }
}

/// The one value that a rule says to write instead.
pub(crate) fn instead(problem: &Problem) -> Option<&str> {
    let text = problem.help.strip_prefix("write `")?.strip_suffix('`')?;
    (!text.contains('`')).then_some(text)
}
