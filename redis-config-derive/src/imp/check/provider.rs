//! `credentials = path`: the function that returns a provider.

use proc_macro2::Ident;
use syn::Path;

use crate::imp::attr::Entry;
use crate::imp::check::literal;
use crate::imp::errors::Errors;
use crate::imp::key::StructKey;

/// A complete example: the value alone would cause the next error.
pub(super) fn help(definition: &Ident) -> String {
    format!(
        "write `#[redis(credentials = vault)]` above the struct, and beside it `fn vault(_: &{definition}) -> \
         redis_config::credentials::StoredCredentials {{ redis_config::credentials::file(\"/run/secrets/redis\") }}`"
    )
}

/// Reads the path; a mistake is reported.
pub(super) fn read(
    entry: &Entry<StructKey>,
    definition: &Ident,
    errors: &mut Errors,
) -> Option<Path> {
    literal::function(&entry.name, &entry.value, &help(definition), errors)
}

/// The names of a path.
pub(super) fn written(path: &Path) -> String {
    let names = path.segments.iter();
    let names: Vec<String> = names.map(|one| one.ident.to_string()).collect();
    names.join("::")
}
