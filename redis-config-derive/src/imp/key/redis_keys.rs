//! The keys of `#[redis(...)]`, by place.

use proc_macro2::Ident;
use redis_config_rules::{Setting, name, suggest};

use crate::imp::key::aliases;
use crate::imp::key::expected::Expected;
use crate::imp::key::table::{Key, Unknown, all, find, names, near, written};

/// A key of the struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StructKey {
    Name,
    Env,
    Topology,
    Fallback,
    File,
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

/// The list of all settings, which is too long for a message.
pub(crate) const LISTED: &str = "listed in `redis_config::guide::keys`";

impl Key for StructKey {
    const EXAMPLE: &'static str = "url = \"redis://127.0.0.1:6379/0\"";
    const TABLE: &'static [(&'static str, Self, &'static str)] = &[
        ("name", Self::Name, "name = \"jobs\""),
        ("env", Self::Env, "env = \"JOBS_REDIS\""),
        ("topology", Self::Topology, "topology = cluster"),
        ("fallback", Self::Fallback, "fallback"),
        ("file", Self::File, "file = \"redis.toml\""),
        ("crate", Self::Crate, "crate = ::redis_config"),
    ];

    fn of(name: &str) -> Result<Self, Unknown> {
        let setting = || Setting::from_key(name).map(Self::Setting);
        find(name)
            .or_else(setting)
            .ok_or_else(|| Self::unknown(name))
    }

    fn unknown(name: &str) -> Unknown {
        if let Some(help) = aliases::on_struct(name) {
            return Unknown::new(name, help);
        }
        if find::<FieldKey>(name).is_some() {
            let message = format!("`{name}` is a key of a field, not of the struct");
            let help = format!("move `#[redis({name} ...)]` above the field that it is about");
            return Unknown::because(message, help);
        }
        if suggest::nearest(name, names::<Self>()).is_none()
            && let Some(setting) = Setting::suggest(name)
        {
            return Unknown::new(name, aliases::setting(name, setting));
        }
        let all = format!(
            "a struct takes {}, or a setting, like `url`: all are {LISTED}",
            all::<Self>()
        );
        near::<Self>(name, &all)
    }

    fn usage(self, name: &Ident) -> String {
        match self {
            Self::Setting(setting) => Expected::fixed(setting).usage(name),
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

    /// `rename` is the key of `serde`: another name for the field, or for its variable.
    fn meant(name: &str, text: Option<&str>) -> Option<String> {
        let text = text.filter(|_| matches!(name, "rename" | "alias"))?;
        if Setting::from_key(text).is_some() {
            return Some(format!("write `setting = {text}`"));
        }
        let variable = name::variable(text).is_ok() && !text.ends_with("_FILE");
        Some(match variable {
            true => format!("write `env = {text:?}` if it is the name of the variable"),
            false => "write `setting = ...` for the setting that the field holds, `env = \"...\"` for its variable"
                .to_owned(),
        })
    }

    fn unknown(name: &str) -> Unknown {
        let key_of_struct = format!("`{name}` is a key of the struct, not of a field");
        if name == "name" {
            let help = "for the variable that the field is read from write `env = \"...\"`; for the name of the \
                        instance, move it above the struct";
            return Unknown::because(key_of_struct, help);
        }
        if find::<StructKey>(name).is_some() {
            let help = format!("move `#[redis({name} = ...)]` above the struct");
            return Unknown::because(key_of_struct, help);
        }
        if Setting::from_key(name).is_some() {
            let message = format!("`{name}` is a setting, not a key of a field");
            let help = format!(
                "write `#[redis(setting = {name})]` if the field holds it, `default = ...` for its default, \
                 or put `#[redis({name} = ...)]` above the struct to fix it"
            );
            return Unknown::because(message, help);
        }
        match aliases::on_field(name) {
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
        let all = "a group of connections takes `configs` and `crate` alone: the rest goes where each instance \
                   is defined";
        near::<Self>(name, all)
    }
}
