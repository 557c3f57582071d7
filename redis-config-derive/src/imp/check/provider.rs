//! `credentials = path`: the function that names a provider.

use proc_macro2::Ident;
use redis_config_rules::Setting;
use syn::Path;

use crate::attr::Entry;
use crate::check::Fixed;
use crate::check::literal;
use crate::key::StructKey;
use crate::sink::Sink;

/// A whole example: the value alone would be refused next.
pub(super) fn help(definition: &Ident) -> String {
    format!(
        "write `#[redis(credentials = vault)]` above the struct, and beside it `fn vault(_: &{definition}) -> \
         redis_config::credentials::StoredCredentials {{ redis_config::credentials::file(\"/run/secrets/redis\") }}`"
    )
}

/// Reads the path; a mistake is noted.
pub(super) fn read(entry: &Entry<StructKey>, definition: &Ident, sink: &mut Sink) -> Option<Path> {
    literal::function(&entry.name, &entry.value, &help(definition), sink)
}

/// The provider among what the struct fixes.
pub(super) fn of(fixed: &[Fixed<'_>], definition: &Ident, sink: &mut Sink) -> Option<Path> {
    let mut fixed = fixed.iter();
    fixed.find_map(|one| {
        (one.setting == Setting::Credentials).then(|| read(one.entry, definition, sink))?
    })
}

/// The names of a path.
pub(super) fn written(path: &Path) -> String {
    let names = path.segments.iter();
    let names: Vec<String> = names.map(|one| one.ident.to_string()).collect();
    names.join("::")
}
