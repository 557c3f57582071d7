//! A setting that the struct fixes, `credentials = path` too.

use proc_macro2::Ident;
use quote::ToTokens;
use redis_config_rules::{Place, Setting, pem};
use syn::Path;

use crate::imp::attr::{Entry, Text};
use crate::imp::check::literal;
use crate::imp::errors::Errors;
use crate::imp::key::{Expected, StructKey};

/// A setting with its key on the struct.
pub(super) struct Fixed<'a> {
    pub(super) setting: Setting,
    pub(super) entry: &'a Entry<StructKey>,
    /// Its value; `None` if it is wrong, which was reported.
    pub(super) text: Option<Text>,
}

/// Refuses a private key in a literal: `tls_key = "-----BEGIN PRIVATE KEY-----..."`.
pub(super) fn no_key_in_source(
    setting: Setting,
    text: &Text,
    place: impl ToTokens,
    errors: &mut Errors,
) -> Option<()> {
    if !setting.is_private_key() || !text.literal().is_some_and(pem::is_inline) {
        return Some(());
    }
    let key = setting.key();
    let message =
        format!("`{key}` is a private key: here it would be in the source and in the binary");
    let help = format!(
        "give the path of its file, or make it a field, `{key}: Option<redis_config::Secret>`, and give its text in the environment"
    );
    errors.refuse(place, message, help)
}

/// The value of a setting, judged alone; `None` if it is wrong, which is reported.
pub(super) fn text(
    setting: Setting,
    entry: &Entry<StructKey>,
    definition: &Ident,
    errors: &mut Errors,
) -> Option<Text> {
    let (key, info) = (setting.key(), setting.info());
    // `#[redis(disabled = true)]`
    if info.place == Place::Field {
        let message = format!("`{key}` is loaded, not fixed on the struct");
        let help = format!("make it a field: `{key}: {}`", info.kind.example_type());
        return errors.refuse(&entry.name, message, help);
    }
    // `#[redis(password = "hunter2")]`
    if info.secret {
        let message =
            format!("`{key}` is a secret: fixed here it would be in the source and in the binary");
        let help = format!(
            "make it a field, `{key}: Option<redis_config::Secret>`, and give its value in the environment"
        );
        return errors.refuse(&entry.name, message, help);
    }
    if setting == Setting::Credentials {
        let path = provider(entry, definition, errors)?;
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|one| one.ident.to_string())
            .collect();
        return Some(Text::Literal(names.join("::")));
    }
    let text = Expected::fixed(setting).value(&entry.name, &entry.value, errors)?;
    no_key_in_source(setting, &text, &entry.value, errors)?;
    if let Some(text) = text.literal() {
        entry.check(key, text, |text| setting.check_text(text), errors)?;
    }
    Some(text)
}

/// A complete example: the value alone would cause the next error.
pub(super) fn provider_help(definition: &Ident) -> String {
    format!(
        "write `#[redis(credentials = vault)]` above the struct, and beside it `fn vault(_: &{definition}) -> \
         redis_config::credentials::StoredCredentials {{ redis_config::credentials::file(\"/run/secrets/redis\") }}`"
    )
}

/// The path of the function that returns a provider: `credentials = vault`.
pub(super) fn provider(
    entry: &Entry<StructKey>,
    definition: &Ident,
    errors: &mut Errors,
) -> Option<Path> {
    literal::function(
        &entry.name,
        &entry.value,
        &provider_help(definition),
        errors,
    )
}
