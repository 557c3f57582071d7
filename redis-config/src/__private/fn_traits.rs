//! Functions that a definition names.

use std::fmt::Display;
use std::ops::Deref;
use std::sync::Arc;

use crate::credentials::provider::CredentialsProvider;

/// A function that checks a value of type `T`. Generated code calls it through this trait, so that a wrong signature is
/// reported once, in plain words. `How` distinguishes the impls.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot check a value of type `{T}`",
    label = "must be like `fn(&{T}) -> Result<(), String>`",
    note = "write `fn check(value: &{T}) -> Result<(), String>`; the error may be any type that implements `Display`"
)]
pub trait Validator<T, How> {
    /// Checks the value.
    ///
    /// # Errors
    ///
    /// Its own, as text.
    fn ask(&self, value: &T) -> Result<(), String>;
}

/// How a validator takes the value: as it is.
#[derive(Debug)]
pub struct Whole<R>(R);

/// How a validator takes the value: as what it derefs to, `&str` of a `String`.
#[derive(Debug)]
pub struct Target<R>(R);

/// Not at all.
#[derive(Debug)]
pub struct No;

/// What a validator may return.
pub trait Verdict {
    /// The error as text.
    ///
    /// # Errors
    ///
    /// Its own.
    fn spoken(self) -> Result<(), String>;
}

impl<E: Display> Verdict for Result<(), E> {
    fn spoken(self) -> Result<(), String> {
        self.map_err(|error| error.to_string())
    }
}

#[diagnostic::do_not_recommend]
impl<T, R: Verdict, F: Fn(&T) -> R> Validator<T, Whole<R>> for F {
    fn ask(&self, value: &T) -> Result<(), String> {
        self(value).spoken()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Deref, R: Verdict, F: Fn(&T::Target) -> R> Validator<T, Target<R>> for F {
    fn ask(&self, value: &T) -> Result<(), String> {
        self(value).spoken()
    }
}

/// Implemented by no type. A second candidate impl keeps the compiler from explaining what is wrong with the first one;
/// it prints the `on_unimplemented` text instead.
pub trait Never {}

#[diagnostic::do_not_recommend]
impl<T, F: Never> Validator<T, No> for F {
    fn ask(&self, _: &T) -> Result<(), String> {
        Ok(())
    }
}

/// A function that gives the provider of credentials of a definition `C`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives no provider of credentials for `{C}`",
    label = "must be like `fn(&{C}) -> StoredCredentials`",
    note = "write `fn vault(_: &{C}) -> StoredCredentials {{ redis_config::credentials::file(\"/run/secrets/redis\") }}`, with `use redis_config::credentials::StoredCredentials`",
    note = "it may return any type that implements `redis_config::credentials::CredentialsProvider`"
)]
pub trait Vault<C, How> {
    /// The provider.
    fn open(&self, config: &C) -> Provider;
}

/// The credentials provider of a definition, if it names one.
pub type Provider = Option<Arc<dyn CredentialsProvider>>;

#[diagnostic::do_not_recommend]
impl<C, P: CredentialsProvider, F: Fn(&C) -> P> Vault<C, Whole<P>> for F {
    fn open(&self, config: &C) -> Provider {
        Some(Arc::new(self(config)))
    }
}

#[diagnostic::do_not_recommend]
impl<C, F: Never> Vault<C, No> for F {
    fn open(&self, _: &C) -> Provider {
        None
    }
}
