//! The keys of `#[redis(...)]`, by place.

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
pub(crate) trait Key: Copy + Eq {
    /// The attribute whose key it is.
    const ATTRIBUTE: &'static str = "redis";
    /// One key with its value.
    const EXAMPLE: &'static str;

    /// The key of that name.
    fn of(name: &str) -> Result<Self, Unknown>;

    /// How it is written, with a value if it takes one.
    fn usage(self, name: &Ident) -> String {
        format!("{name} = ...")
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

const STRUCT: [(&str, StructKey); 5] = [
    ("name", StructKey::Name),
    ("env", StructKey::Env),
    ("topology", StructKey::Topology),
    ("fallback", StructKey::Fallback),
    ("crate", StructKey::Crate),
];

const FIELD: [(&str, FieldKey); 9] = [
    ("setting", FieldKey::Setting),
    ("extra", FieldKey::Extra),
    ("default", FieldKey::Default),
    ("env", FieldKey::Env),
    ("min", FieldKey::Min),
    ("max", FieldKey::Max),
    ("one_of", FieldKey::OneOf),
    ("validate", FieldKey::Validate),
    ("skip", FieldKey::Skip),
];

const GROUP: [(&str, GroupKey); 2] = [("crate", GroupKey::Crate), ("configs", GroupKey::Configs)];

/// Where all settings are listed: too many for a message.
pub(crate) const LISTED: &str = "listed in `redis_config::guide::keys`";

pub(crate) fn find<K: Copy>(table: &[(&str, K)], name: &str) -> Option<K> {
    table
        .iter()
        .find(|(key, _)| *key == name)
        .map(|(_, key)| *key)
}

pub(crate) fn names<K>(table: &[(&'static str, K)]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|(name, _)| *name)
}

/// `a`, `b` and `c`.
pub(crate) fn enumerate(names: impl Iterator<Item = &'static str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// `did you mean ...?`, or else `all`.
pub(crate) fn near<K>(name: &str, table: &[(&'static str, K)], all: &str) -> Unknown {
    let near = suggest::nearest(name, names(table));
    let help = near.map(|near| format!("did you mean `{near}`?"));
    Unknown::new(name, help.unwrap_or_else(|| all.to_owned()))
}

impl Key for StructKey {
    const EXAMPLE: &'static str = "url = \"redis://127.0.0.1:6379/0\"";

    fn of(name: &str) -> Result<Self, Unknown> {
        if let Some(key) = find(&STRUCT, name) {
            return Ok(key);
        }
        if let Some(setting) = Setting::from_key(name) {
            return Ok(Self::Setting(setting));
        }
        if let Some(help) = meant::on_struct(name) {
            return Err(Unknown::new(name, help));
        }
        if find(&FIELD, name).is_some() {
            return Err(Unknown {
                message: format!("`{name}` is a key of a field, not of the struct"),
                help: format!("move `#[redis({name} ...)]` above the field that it is about"),
            });
        }
        let near = suggest::nearest(name, names(&STRUCT));
        let help = match (near, Setting::suggest(name)) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(setting)) => meant::setting(name, setting),
            (None, None) => format!(
                "a struct takes {}, or a setting, like `url`: all are {LISTED}",
                enumerate(names(&STRUCT)),
            ),
        };
        Err(Unknown::new(name, help))
    }

    fn usage(self, name: &Ident) -> String {
        match self {
            Self::Name => "name = \"jobs\"".to_owned(),
            Self::Env => "env = \"JOBS_REDIS\"".to_owned(),
            Self::Topology => "topology = cluster".to_owned(),
            Self::Fallback => "fallback".to_owned(),
            Self::Crate => "crate = ::redis_config".to_owned(),
            Self::Setting(setting) => Want::fixed(setting).usage(name),
        }
    }
}

impl Key for FieldKey {
    const EXAMPLE: &'static str = "default = 16";

    fn of(name: &str) -> Result<Self, Unknown> {
        if let Some(key) = find(&FIELD, name) {
            return Ok(key);
        }
        if name == "name" {
            return Err(Unknown {
                message: "`name` is a key of the struct, not of a field".to_owned(),
                help: "for the variable that the field is read from write `env = \"...\"`; for the name of the instance, \
                       move it above the struct"
                    .to_owned(),
            });
        }
        if find(&STRUCT, name).is_some() {
            return Err(Unknown {
                message: format!("`{name}` is a key of the struct, not of a field"),
                help: format!("move `#[redis({name} = ...)]` above the struct"),
            });
        }
        if Setting::from_key(name).is_some() {
            return Err(Unknown {
                message: format!("`{name}` is a setting, not a key of a field"),
                help: format!(
                    "write `#[redis(setting = {name})]` if the field holds it, `default = ...` for its default, \
                     or put `#[redis({name} = ...)]` above the struct to fix it"
                ),
            });
        }
        if let Some(help) = meant::on_field(name) {
            return Err(Unknown::new(name, help));
        }
        let all = format!("a field takes {}", enumerate(names(&FIELD)));
        Err(near(name, &FIELD, &all))
    }

    fn usage(self, name: &Ident) -> String {
        match self {
            Self::Extra | Self::Skip => name.to_string(),
            Self::Setting => "setting = port".to_owned(),
            Self::Env => "env = \"REDIS_URL\"".to_owned(),
            Self::OneOf => "one_of = [...]".to_owned(),
            Self::Validate => "validate = path::to::function".to_owned(),
            Self::Default | Self::Min | Self::Max => format!("{name} = ..."),
        }
    }
}

impl Key for GroupKey {
    const EXAMPLE: &'static str = "configs = Definitions";

    fn of(name: &str) -> Result<Self, Unknown> {
        let all = "a group of connections takes `configs` and `crate` alone: the rest stands where each instance \
                   is defined";
        find(&GROUP, name).ok_or_else(|| near(name, &GROUP, all))
    }
}
