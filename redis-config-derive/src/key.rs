//! The keys of `#[redis(...)]`, by place.

use redis_config_rules::{Setting, suggest};

/// Why a name is no key here.
pub(crate) struct Unknown {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A key that is legal in one place.
pub(crate) trait Key: Copy + Eq {
    /// The attribute whose key it is.
    const ATTRIBUTE: &'static str = "redis";
    /// One key with its value.
    const EXAMPLE: &'static str = "default = ...";

    /// The key of that name.
    fn of(name: &str) -> Result<Self, Unknown>;
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

pub(crate) fn find<K: Copy>(table: &[(&str, K)], name: &str) -> Option<K> {
    table
        .iter()
        .find(|(key, _)| *key == name)
        .map(|(_, key)| *key)
}

pub(crate) fn names<K>(table: &[(&'static str, K)]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|(name, _)| *name)
}

/// Names of the settings.
pub(crate) fn settings() -> impl Iterator<Item = &'static str> {
    Setting::ALL.iter().map(|setting| setting.key())
}

/// `a`, `b` and `c`.
pub(crate) fn enumerate(names: impl Iterator<Item = &'static str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

impl Key for StructKey {
    fn of(name: &str) -> Result<Self, Unknown> {
        if let Some(key) = find(&STRUCT, name) {
            return Ok(key);
        }
        if let Some(setting) = Setting::from_key(name) {
            return Ok(Self::Setting(setting));
        }
        let message = format!("unknown key `{name}`");
        if find(&FIELD, name).is_some() {
            return Err(Unknown {
                message: format!("`{name}` is a key of a field, not of the struct"),
                help: format!("move `#[redis({name} ...)]` above the field that it is about"),
            });
        }
        let near = suggest::nearest(name, names(&STRUCT).chain(settings()))
            .or_else(|| Setting::suggest(name).map(Setting::key));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "a struct takes {}, or a setting: {}",
                enumerate(names(&STRUCT)),
                enumerate(settings())
            ),
        };
        Err(Unknown { message, help })
    }
}

impl Key for FieldKey {
    fn of(name: &str) -> Result<Self, Unknown> {
        if let Some(key) = find(&FIELD, name) {
            return Ok(key);
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
        let help = match suggest::nearest(name, names(&FIELD)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a field takes {}", enumerate(names(&FIELD))),
        };
        Err(Unknown {
            message: format!("unknown key `{name}`"),
            help,
        })
    }
}

impl Key for GroupKey {
    fn of(name: &str) -> Result<Self, Unknown> {
        if let Some(key) = find(&GROUP, name) {
            return Ok(key);
        }
        let help = match suggest::nearest(name, names(&GROUP)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a group of connections takes `configs` and `crate` alone: the rest stands where each instance \
                     is defined"
                .to_owned(),
        };
        Err(Unknown {
            message: format!("unknown key `{name}`"),
            help,
        })
    }
}
