//! The derives that are compared: the same struct for each, with the attributes that its users write.

use std::fmt::Write as _;

/// One derive.
pub(super) struct Subject {
    pub(super) name: &'static str,
    /// As the table shows it.
    pub(super) title: &'static str,
    /// The line of its manifest; `{root}` is the root of this repository.
    pub(super) dependency: &'static str,
    derive: &'static str,
    /// Above the struct; `{n}` is its number.
    attribute: &'static str,
    /// Above each of the fields, in the order of [`FIELDS`].
    fields: [&'static str; 10],
}

const FIELDS: [&str; 10] = [
    "url: String",
    "database: u32",
    "connections: u16",
    "client_name: Option<String>",
    "key_prefix: Option<String>",
    "workers: u16",
    "ratio: f64",
    "verbose: bool",
    "region: String",
    "retries: u32",
];

/// What our users write above the fields.
const OURS: [&str; 10] = [
    "#[redis(default = \"redis://127.0.0.1:6379/1\")]",
    "#[redis(default = 1)]",
    "#[redis(default = 4, max = 16)]",
    "",
    "",
    "#[redis(extra, default = 16, min = 1, max = 512)]",
    "#[redis(extra, default = 0.5)]",
    "#[redis(extra, default = false)]",
    "#[redis(extra, default = \"eu\", one_of = [\"eu\", \"us\"])]",
    "#[redis(extra, default = 3)]",
];

/// The configuration file of our second subject: two of its instances, in three profiles.
pub(super) const FILE: &str = "\
[jobs-1]
workers = 8
[jobs-2]
workers = 8
[profile.staging.jobs-1]
url = \"redis://staging.example:6379/1\"
[profile.green.jobs-1]
url = \"redis://green.example:6379/1\"
[profile.production.jobs-1]
url = \"redis://redis.example:6379/1\"
[profile.production.jobs-2]
url = \"redis://redis.example:6379/1\"
";

pub(super) const SUBJECTS: &[Subject] = &[
    Subject {
        name: "none",
        title: "none (`Clone`, `Debug`, as all have)",
        dependency: "",
        derive: "",
        attribute: "",
        fields: [""; 10],
    },
    Subject {
        name: "redis-config",
        title: "`redis_config::RedisConfig`",
        dependency: "redis-config = { path = \"{root}/redis-config\" }",
        derive: "redis_config::RedisConfig",
        attribute: "#[redis(name = \"jobs-{n}\", env = \"JOBS_{n}_REDIS\")]",
        fields: OURS,
    },
    Subject {
        name: "redis-config-file",
        title: "the same, with `file = \"redis.toml\"`",
        dependency: "redis-config = { path = \"{root}/redis-config\" }",
        derive: "redis_config::RedisConfig",
        attribute: "#[redis(name = \"jobs-{n}\", env = \"JOBS_{n}_REDIS\", file = \"redis.toml\")]",
        fields: OURS,
    },
    Subject {
        name: "serde",
        title: "`serde::Deserialize`",
        dependency: "serde = { version = \"1\", features = [\"derive\"] }",
        derive: "serde::Deserialize",
        attribute: "",
        fields: [""; 10],
    },
    Subject {
        name: "clap",
        title: "`clap::Args`",
        dependency: "clap = { version = \"4\", features = [\"derive\", \"env\"] }",
        derive: "clap::Args",
        attribute: "",
        fields: [
            "#[arg(long, env, default_value = \"redis://127.0.0.1:6379/1\")]",
            "#[arg(long, env, default_value_t = 1)]",
            "#[arg(long, env, default_value_t = 4)]",
            "#[arg(long, env)]",
            "#[arg(long, env)]",
            "#[arg(long, env, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=512))]",
            "#[arg(long, env, default_value_t = 0.5)]",
            "#[arg(long, env)]",
            "#[arg(long, env, default_value = \"eu\")]",
            "#[arg(long, env, default_value_t = 3)]",
        ],
    },
    Subject {
        name: "confique",
        title: "`confique::Config`",
        dependency: "confique = { version = \"0.4\", default-features = false }",
        derive: "confique::Config",
        attribute: "",
        fields: [
            "#[config(env = \"JOBS_URL\", default = \"redis://127.0.0.1:6379/1\")]",
            "#[config(env = \"JOBS_DATABASE\", default = 1)]",
            "#[config(env = \"JOBS_CONNECTIONS\", default = 4)]",
            "#[config(env = \"JOBS_CLIENT_NAME\")]",
            "#[config(env = \"JOBS_KEY_PREFIX\")]",
            "#[config(env = \"JOBS_WORKERS\", default = 16)]",
            "#[config(env = \"JOBS_RATIO\", default = 0.5)]",
            "#[config(env = \"JOBS_VERBOSE\", default = false)]",
            "#[config(env = \"JOBS_REGION\", default = \"eu\")]",
            "#[config(env = \"JOBS_RETRIES\", default = 3)]",
        ],
    },
    Subject {
        name: "garde",
        title: "`garde::Validate`",
        dependency: "garde = { version = \"0.22\", features = [\"derive\"] }",
        derive: "garde::Validate",
        attribute: "",
        fields: [
            "#[garde(length(min = 1))]",
            "#[garde(skip)]",
            "#[garde(range(max = 16))]",
            "#[garde(length(min = 1))]",
            "#[garde(length(min = 1))]",
            "#[garde(range(min = 1, max = 512))]",
            "#[garde(skip)]",
            "#[garde(skip)]",
            "#[garde(length(min = 1))]",
            "#[garde(skip)]",
        ],
    },
    Subject {
        name: "bon",
        title: "`bon::Builder`",
        dependency: "bon = \"3\"",
        derive: "bon::Builder",
        attribute: "",
        fields: [""; 10],
    },
];

impl Subject {
    /// Not the name of the library itself: a package cannot depend on its own name.
    pub(super) fn package(&self) -> String {
        format!("with-{}", self.name)
    }

    /// The crate, with so many structs.
    pub(super) fn source(&self, structs: usize) -> String {
        let mut text = String::new();
        for n in 0..structs {
            let separator = if self.derive.is_empty() { "" } else { ", " };
            let _ = writeln!(
                text,
                "#[derive(Clone, Debug{separator}{})]\n{}\npub struct Jobs{n}Redis {{",
                self.derive,
                self.attribute.replace("{n}", &n.to_string())
            );
            for (field, attribute) in FIELDS.iter().zip(self.fields) {
                let _ = writeln!(text, "    {attribute}\n    pub {field},");
            }
            text.push_str("}\n\n");
        }
        text
    }
}
