//! A place's keys as a table, and the answer to a name that is not in it.

use proc_macro2::Ident;
use redis_config_rules::suggest;

/// Why a name is not a key here.
pub(crate) struct Unknown {
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Unknown {
    /// A name that is a key nowhere.
    pub(crate) fn new(name: &str, help: impl Into<String>) -> Self {
        Self::because(format!("unknown key `{name}`"), help)
    }

    pub(super) fn because(message: String, help: impl Into<String>) -> Self {
        let help = help.into();
        Self { message, help }
    }
}

/// A key that is legal in one place.
pub(crate) trait Key: Copy + Eq + 'static {
    /// The attribute that it belongs to.
    const ATTRIBUTE: &'static str = "redis";
    /// One key with its value.
    const EXAMPLE: &'static str;
    /// Each key with its name and an example of its use.
    const TABLE: &'static [(&'static str, Self, &'static str)];

    /// The key of that name.
    fn of(name: &str) -> Result<Self, Unknown> {
        find(name).ok_or_else(|| Self::unknown(name))
    }

    /// The answer to a name that is not a key.
    fn unknown(name: &str) -> Unknown;

    /// The help for a name that is not a key, from the text in quotes that was given to it.
    fn meant(_name: &str, _text: Option<&str>) -> Option<String> {
        None
    }

    /// An example of the key's use.
    fn usage(self, _: &Ident) -> String {
        written(self)
    }
}

/// The key of that name in the table.
pub(super) fn find<K: Key>(name: &str) -> Option<K> {
    let mut table = K::TABLE.iter();
    table.find_map(|(key, value, _)| (*key == name).then_some(*value))
}

pub(super) fn names<K: Key>() -> impl Iterator<Item = &'static str> {
    K::TABLE.iter().map(|(name, ..)| *name)
}

/// The example of a key in the table.
pub(super) fn written<K: Key>(key: K) -> String {
    let mut table = K::TABLE.iter();
    let usage = table.find_map(|(_, one, usage)| (*one == key).then_some(*usage));
    usage.unwrap_or(K::EXAMPLE).to_owned()
}

/// `a`, `b`, `c`
pub(crate) fn enumerate(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// All keys of a place.
pub(crate) fn all<K: Key>() -> String {
    enumerate(names::<K>())
}

/// `did you mean ...?`, or else `all`.
pub(crate) fn near<K: Key>(name: &str, all: &str) -> Unknown {
    let near = suggest::nearest(name, names::<K>());
    let help = near.map(|near| format!("did you mean `{near}`?"));
    Unknown::new(name, help.unwrap_or_else(|| all.to_owned()))
}
