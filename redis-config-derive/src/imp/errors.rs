//! Collects the mistakes of a definition, so that one compilation reports all of them.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::Problem;

/// Every mistake found so far.
#[derive(Default)]
#[must_use]
pub(crate) struct Errors {
    errors: Vec<syn::Error>,
}

impl Errors {
    /// Reports a mistake at `place`: what is wrong, then what to write instead.
    pub(crate) fn add(&mut self, place: impl ToTokens, message: impl Display, help: impl Display) {
        let text = format!("{message}\nhelp: {help}");
        self.errors.push(syn::Error::new_spanned(place, text));
    }

    /// As [`add`](Self::add), for a function that has no result then.
    pub(crate) fn refuse<T>(
        &mut self,
        place: impl ToTokens,
        message: impl Display,
        help: impl Display,
    ) -> Option<T> {
        self.add(place, message, help);
        None
    }

    /// Reports a rule that the value at `place` breaks; `subject` is the name of its setting or field.
    pub(crate) fn problem(&mut self, place: impl ToTokens, subject: &str, problem: &Problem) {
        self.add(place, named(subject, problem), &problem.help);
    }

    /// The number of mistakes so far.
    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    /// The mistakes, for tests.
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

/// The message of a problem, with the `subject` before it unless the message names it.
pub(crate) fn named(subject: &str, problem: &Problem) -> String {
    let message = problem.message.to_lowercase();
    let is_named = message.contains(&format!("`{subject}`"))
        || message.contains(&format!("the {subject} "))
        || message.starts_with(&format!("{subject} "));
    match is_named {
        true => problem.message.clone(),
        false => format!("`{subject}`: {}", problem.message),
    }
}

/// The value that the help of a rule proposes, if it proposes only one.
pub(crate) fn instead(problem: &Problem) -> Option<&str> {
    let text = problem.help.strip_prefix("write `")?.strip_suffix('`')?;
    (!text.contains('`')).then_some(text)
}
