//! The keys of `#[redis(...)]`, by place.

#[path = "aliases.rs"]
mod meant;

use proc_macro2::Ident;
use redis_config_rules::{Setting, suggest};

use crate::check::want::Want;

pub(crate) use meant::setting as meant;

/// Why a name is no key here.
pub(crate) struct Unknown {
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Unknown {
    /// Of a name that is a key nowhere.
    pub(crate) fn new(name: &str, help: impl Into<String>) -> Self {
        Self {
            message: format!("unknown key `{name}`"),
            help: help.into(),
        }
    }
}

/// A key that is legal in one place.
pub(crate) trait Key: Copy + Eq + 'static {
    /// The attribute whose key it is.
    const ATTRIBUTE: &'static str = "redis";
    /// One key with its value.
    const EXAMPLE: &'static str;
    /// The keys, each by its name and as it is written.
    const TABLE: &'static [(&'static str, Self, &'static str)];

    /// The key of that name.
    fn of(name: &str) -> Result<Self, Unknown> {
        find(name).ok_or_else(|| Self::unknown(name))
    }

    /// What is said to a name that is none.
    fn unknown(name: &str) -> Unknown;

    /// How the key is written, with a value if it takes one.
    fn usage(self, _: &Ident) -> String {
        written(self)
    }
}

/// A key of the struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StructKey {
    Name,
    Env,
    Topology,
    Fallback,
    Crate,
    Setting(Setting),
}

/// A key of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKey {
    Setting,
    Extra,
    Default,
    Env,
    Min,
    Max,
    OneOf,
    Validate,
    Skip,
}

/// A key of a group of connections.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKey {
    Crate,
    Configs,
}

/// Where all settings are listed: too many for a message.
pub(crate) const LISTED: &str = "listed in `redis_config::guide::keys`";

fn find<K: Key>(name: &str) -> Option<K> {
    let mut table = K::TABLE.iter();
    table.find_map(|(key, value, _)| (*key == name).then_some(*value))
}

fn names<K: Key>() -> impl Iterator<Item = &'static str> {
    K::TABLE.iter().map(|(name, ..)| *name)
}

/// A key as it is written, by its table.
fn written<K: Key>(key: K) -> String {
    let mut table = K::TABLE.iter();
    let usage = table.find_map(|(_, one, usage)| (*one == key).then_some(*usage));
    usage.unwrap_or(K::EXAMPLE).to_owned()
}

/// `a`, `b` and `c`.
pub(crate) fn enumerate(names: impl Iterator<Item = &'static str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
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

impl Key for StructKey {
    const EXAMPLE: &'static str = "url = \"redis://127.0.0.1:6379/0\"";
    const TABLE: &'static [(&'static str, Self, &'static str)] = &[
        ("name", Self::Name, "name = \"jobs\""),
        ("env", Self::Env, "env = \"JOBS_REDIS\""),
        ("topology", Self::Topology, "topology = cluster"),
        ("fallback", Self::Fallback, "fallback"),
        ("crate", Self::Crate, "crate = ::redis_config"),
    ];

    fn of(name: &str) -> Result<Self, Unknown> {
        let setting = || Setting::from_key(name).map(Self::Setting);
        find(name)
            .or_else(setting)
            .ok_or_else(|| Self::unknown(name))
    }

    fn unknown(name: &str) -> Unknown {
        if let Some(help) = meant::on_struct(name) {
            return Unknown::new(name, help);
        }
        if find::<FieldKey>(name).is_some() {
            return Unknown {
                message: format!("`{name}` is a key of a field, not of the struct"),
                help: format!("move `#[redis({name} ...)]` above the field that it is about"),
            };
        }
        if suggest::nearest(name, names::<Self>()).is_none()
            && let Some(setting) = Setting::suggest(name)
        {
            return Unknown::new(name, meant::setting(name, setting));
        }
        let all = format!(
            "a struct takes {}, or a setting, like `url`: all are {LISTED}",
            all::<Self>()
        );
        near::<Self>(name, &all)
    }

    fn usage(self, name: &Ident) -> String {
        match self {
            Self::Setting(setting) => Want::fixed(setting).usage(name),
            key => written(key),
        }
    }
}

impl Key for FieldKey {
    const EXAMPLE: &'static str = "default = 16";
    const TABLE: &'static [(&'static str, Self, &'static str)] = &[
        ("setting", Self::Setting, "setting = port"),
        ("extra", Self::Extra, "extra"),
        ("default", Self::Default, "default = ..."),
        ("env", Self::Env, "env = \"REDIS_URL\""),
        ("min", Self::Min, "min = ..."),
        ("max", Self::Max, "max = ..."),
        ("one_of", Self::OneOf, "one_of = [...]"),
        ("validate", Self::Validate, "validate = path::to::function"),
        ("skip", Self::Skip, "skip"),
    ];

    fn unknown(name: &str) -> Unknown {
        let key_of_struct = format!("`{name}` is a key of the struct, not of a field");
        if name == "name" {
            return Unknown {
                message: key_of_struct,
                help: "for the variable that the field is read from write `env = \"...\"`; for the name of the instance, \
                       move it above the struct"
                    .to_owned(),
            };
        }
        if find::<StructKey>(name).is_some() {
            return Unknown {
                message: key_of_struct,
                help: format!("move `#[redis({name} = ...)]` above the struct"),
            };
        }
        if Setting::from_key(name).is_some() {
            return Unknown {
                message: format!("`{name}` is a setting, not a key of a field"),
                help: format!(
                    "write `#[redis(setting = {name})]` if the field holds it, `default = ...` for its default, \
                     or put `#[redis({name} = ...)]` above the struct to fix it"
                ),
            };
        }
        match meant::on_field(name) {
            Some(help) => Unknown::new(name, help),
            None => near::<Self>(name, &format!("a field takes {}", all::<Self>())),
        }
    }
}

impl Key for GroupKey {
    const EXAMPLE: &'static str = "configs = Definitions";
    const TABLE: &'static [(&'static str, Self, &'static str)] = &[
        ("crate", Self::Crate, "crate = ::redis_config"),
        ("configs", Self::Configs, Self::EXAMPLE),
    ];

    fn unknown(name: &str) -> Unknown {
        let all = "a group of connections takes `configs` and `crate` alone: the rest stands where each instance \
                   is defined";
        near::<Self>(name, all)
    }
}
