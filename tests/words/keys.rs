//! The keys that are the derive's own: what each takes, and how it is written rightly and wrongly.

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Struct,
    Field,
    Group,
}

/// One key. The two examples differ in little, and the right one compiles: so the wrong one is wrong for its reason.
pub(super) struct Key {
    pub(super) place: Place,
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    pub(super) right: &'static str,
    pub(super) wrong: &'static str,
}

const fn key(
    place: Place,
    name: &'static str,
    meaning: &'static str,
    right: &'static str,
    wrong: &'static str,
) -> Key {
    Key {
        place,
        name,
        meaning,
        right,
        wrong,
    }
}

#[rustfmt::skip]
pub(super) const KEYS: &[Key] = &[
    key(Place::Struct, "name",
        "Name of the instance, in messages and logs. Without it: the name of the struct in snake case, without `_redis` and `_config` at its end.",
        "#[redis(name = \"jobs\", url = \"redis://127.0.0.1:6379/1\")]\nstruct BackgroundJobs;",
        "#[redis(name = \"my jobs\", url = \"redis://127.0.0.1:6379/1\")]\nstruct BackgroundJobs;"),
    key(Place::Struct, "env",
        "Prefix of the instance's environment variables. Without it: the name in capitals and `_REDIS`.",
        "#[redis(env = \"SHOP_REDIS\")]\nstruct JobsRedis {\n    /// Read from `SHOP_REDIS_URL`.\n    url: String,\n}",
        "#[redis(env = \"shop-redis\")]\nstruct JobsRedis {\n    url: String,\n}"),
    key(Place::Struct, "topology",
        "What stands behind the endpoint: `standalone`, which is the default; the others are not part of this version.",
        "#[redis(topology = standalone, url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis;",
        "#[redis(topology = standalon, url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis;"),
    key(Place::Struct, "crate",
        "Absolute path of this library, where it is renamed or re-exported: `crate = ::platform::redis_config`.",
        "#[redis(crate = ::redis_config, url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis;",
        "#[redis(crate = \"redis_config\", url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis;"),
    key(Place::Field, "setting",
        "The field holds this setting under another name.",
        "struct JobsRedis {\n    #[redis(setting = url, default = \"redis://127.0.0.1:6379/1\")]\n    address: String,\n}",
        "struct JobsRedis {\n    #[redis(setting = uri, default = \"redis://127.0.0.1:6379/1\")]\n    address: String,\n}"),
    key(Place::Field, "extra",
        "The field is a value of the application's own, loaded from `<PREFIX>_<FIELD>` and checked like the rest.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = 16)]\n    workers: u16,\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(default = 16)]\n    workers: u16,\n}"),
    key(Place::Field, "default",
        "The value if nothing gives one: a literal or a constant; a duration as text with its unit, a list as text with commas. A field without a default that is no `Option` must be given. No secret has a default: it would stand in the binary.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(default = \"2s\")]\n    connect_timeout: Duration,\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(default = 2)]\n    connect_timeout: Duration,\n}"),
    key(Place::Field, "env",
        "The variable that is read in place of the usual one.",
        "struct JobsRedis {\n    #[redis(env = \"DATABASE_URL\")]\n    url: String,\n}",
        "struct JobsRedis {\n    #[redis(env = \"database-url\")]\n    url: String,\n}"),
    key(Place::Field, "min",
        "Smallest legal value of a number or of a duration. On a setting it narrows what the setting allows.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = 16, min = 1)]\n    workers: u16,\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = 0, min = 1)]\n    workers: u16,\n}"),
    key(Place::Field, "max",
        "Largest legal value of a number or of a duration.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(default = \"2s\", max = \"30s\")]\n    connect_timeout: Duration,\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(default = \"1m\", max = \"30s\")]\n    connect_timeout: Duration,\n}"),
    key(Place::Field, "one_of",
        "The only legal values.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = \"eu\", one_of = [\"eu\", \"us\"])]\n    region: String,\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = \"eu-1\", one_of = [\"eu\", \"us\"])]\n    region: String,\n}"),
    key(Place::Field, "validate",
        "Path of a function `fn(&T) -> Result<(), impl Display>` that has the last word; it is called by `load` and by `validate`.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = 16, validate = even)]\n    workers: u16,\n}\n\nfn even(workers: &u16) -> Result<(), String> {\n    match workers % 2 {\n        0 => Ok(()),\n        _ => Err(format!(\"{workers} is odd: write {}\", workers + 1)),\n    }\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(extra, default = 16, validate = \"even\")]\n    workers: u16,\n}\n\nfn even(workers: &u16) -> Result<(), String> {\n    match workers % 2 {\n        0 => Ok(()),\n        _ => Err(format!(\"{workers} is odd: write {}\", workers + 1)),\n    }\n}"),
    key(Place::Field, "skip",
        "The field is not loaded: it has its type's `Default`.",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(skip)]\n    started: bool,\n}",
        "#[redis(url = \"redis://127.0.0.1:6379/1\")]\nstruct JobsRedis {\n    #[redis(skip, default = true)]\n    started: bool,\n}"),
    key(Place::Group, "crate",
        "Absolute path of this library, as for one instance. A group takes no other key.",
        "#[redis(crate = ::redis_config)]\nstruct Redis {\n    jobs: Handle<JobsRedis>,\n}",
        "#[redis(env = \"REDIS\")]\nstruct Redis {\n    jobs: Handle<JobsRedis>,\n}"),
];
