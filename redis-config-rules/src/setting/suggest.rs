//! "Did you mean ...?" for the names of settings.

use super::Setting;
use super::alias::Alias;
use crate::suggest;

impl Setting {
    /// The setting that `given` most likely means: the name in other clients, or the nearest name.
    ///
    /// ```
    /// use redis_config_rules::Setting;
    ///
    /// assert_eq!(Setting::suggest("prot"), Some(Setting::Port));
    /// assert_eq!(Setting::suggest("db"), Some(Setting::Database));
    /// assert_eq!(Setting::suggest("colour"), None);
    /// ```
    pub fn suggest(given: &str) -> Option<Self> {
        let lower = given.to_ascii_lowercase().replace('-', "_");
        if let Some(alias) = Alias::of(&lower) {
            return Some(alias.setting);
        }
        let keys = Self::ALL.iter().map(|setting| setting.key());
        let near = suggest::nearest(given, keys).and_then(Self::from_key);
        near.or_else(|| Self::suggest(bare(&lower)?))
    }
}

/// The name without a common prefix or suffix, as in `redis_url` and `connect_timeout_ms`. `None` if it has neither.
fn bare(name: &str) -> Option<&str> {
    let before = ["redis_", "valkey_"];
    let after = ["_ms", "_millis", "_secs", "_sec", "_seconds"];
    let without = before.iter().find_map(|one| name.strip_prefix(one));
    without.or_else(|| after.iter().find_map(|one| name.strip_suffix(one)))
}
