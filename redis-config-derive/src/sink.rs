//! Collects mistakes, so that one compilation reports all of them.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use redis_config_rules::Problem;

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
        let names_it = [format!("`{subject}`"), format!("the {subject} ")];
        let said = problem.message.to_lowercase();
        let message = if names_it.iter().any(|name| said.contains(name)) {
            problem.message.clone()
        } else {
            format!("`{subject}`: {}", problem.message)
        };
        self.error(place, message, &problem.help);
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
