//! More than two hundred environments with the marked password: every name of every setting, the formats of other clients,
//! the captures of all platforms, files, profiles, certificates, twins and indirection.

use std::path::Path;

use redis_config::Sources;
use redis_config_rules::{Kind, Setting};
use redis_config_tests::canary::{PASSWORD, PASSWORD_IN_URL};

use crate::platforms::secrets::captures;

/// Variables, and a configuration file with its profile.
pub struct Environment {
    pub name: String,
    pub variables: Vec<(String, String)>,
    pub file: Option<(&'static str, String)>,
    pub profile: &'static str,
}

impl Environment {
    fn new(name: impl Into<String>, variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            name: name.into(),
            variables: variables.iter().map(owned).collect(),
            file: None,
            profile: "dev",
        }
    }

    /// What a load reads. The file is written into `directory`.
    pub fn sources(&self, directory: &Path) -> Sources {
        let sources = Sources::standard().env(self.variables.iter().cloned());
        let sources = sources.profile(self.profile);
        match &self.file {
            Some((name, text)) => {
                let path = directory.join(name);
                std::fs::write(&path, text).unwrap();
                sources.file(path)
            }
            None => sources,
        }
    }
}

/// A server on this machine that refuses every connection.
const CLOSED: &str = "127.0.0.1:1";

fn url() -> String {
    format!("redis://worker:{PASSWORD_IN_URL}@{CLOSED}/1")
}

/// All of them. `directory` holds the files that variables name.
pub fn all(directory: &Path) -> Vec<Environment> {
    let mut all = names_of_settings();
    all.extend(values_of_other_clients());
    all.extend(captures().into_iter().enumerate().map(|(at, variables)| {
        let given: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Environment::new(format!("capture {at}, {}", given[0].0), &given)
    }));
    all.extend(files());
    all.extend(twins(directory));
    all.extend(indirection());
    all
}

/// Each setting under its own name and under its other names. A secret or a URL holds the mark; beside any other value, the
/// password does.
fn names_of_settings() -> Vec<Environment> {
    const UNCLEAR: [&str; 24] = [
        "TLS_URL",
        "PUBLIC_URL",
        "ADDR",
        "ENDPOINT",
        "SERVER",
        "TLS_PORT",
        "UNIX",
        "PATH",
        "ENDPOINTS",
        "CLUSTER",
        "PRIMARY",
        "AUTH",
        "SECRET",
        "ACCESS_KEY",
        "SECURE",
        "SCHEME",
        "SSL_MODE",
        "CERT",
        "KEY",
        "INSECURE",
        "TIMEOUT",
        "POOL_SIZE",
        "PREFIX",
        "TOPOLOGY",
    ];
    let url = url();
    let mut all = Vec::new();
    for setting in Setting::ALL {
        let info = setting.info();
        let value = match (info.kind, setting) {
            (Kind::Url, _) => url.as_str(),
            (Kind::Secret, _) => PASSWORD,
            (Kind::Nodes, _) => CLOSED,
            (Kind::Host, Setting::Host) => "127.0.0.1",
            _ => info.example,
        };
        let names = std::iter::once(setting.variable().to_owned());
        let others = setting.aliases().map(str::to_ascii_uppercase);
        for name in names.chain(others) {
            let own = format!("JOBS_REDIS_{name}");
            let beside = match info.kind {
                Kind::Url => ("JOBS_REDIS_DATABASE", "1"),
                _ => ("JOBS_REDIS_PASSWORD", PASSWORD),
            };
            all.push(Environment::new(
                format!("own {name}"),
                &[(&own, value), beside],
            ));
            if info.secret || info.kind == Kind::Url {
                let unnamed = format!("REDIS_{name}");
                let host = ("REDIS_HOST", "127.0.0.1");
                all.push(Environment::new(
                    format!("unnamed {name}"),
                    &[(&unnamed, value), host],
                ));
            }
        }
    }
    for name in UNCLEAR {
        let own = format!("JOBS_REDIS_{name}");
        all.push(Environment::new(format!("unclear {name}"), &[(&own, &url)]));
        let unnamed = format!("REDIS_{name}");
        all.push(Environment::new(
            format!("unclear, unnamed {name}"),
            &[(&unnamed, &url)],
        ));
    }
    for name in [
        "PASWORD",
        "URLL",
        "password",
        "PASSWORD_",
        "COLOUR",
        "URL_2",
    ] {
        let own = format!("JOBS_REDIS_{name}");
        all.push(Environment::new(format!("typo {name}"), &[(&own, &url)]));
    }
    all
}

/// The address as other clients and consoles write it.
fn values_of_other_clients() -> Vec<Environment> {
    let (p, e, at) = (PASSWORD, PASSWORD_IN_URL, CLOSED);
    let values = [
        format!("redis-cli -u redis://:{e}@{at}"),
        format!("redis-cli -h 127.0.0.1 -p 1 -a {p}"),
        format!("JOBS_REDIS_URL=redis://:{e}@{at}"),
        format!("export REDIS_URL=redis://:{e}@{at}"),
        format!("redis://:{e}@{at} # the new one"),
        format!("\"redis://:{e}@{at}\""),
        format!("<redis://:{e}@{at}>"),
        format!("127.0.0.1:1,password={p},ssl=False,abortConnect=False"),
        format!("127.0.0.1:1,user=worker,password={p}"),
        format!("{{\"host\":\"127.0.0.1\",\"port\":1,\"password\":\"{p}\"}}"),
        format!("[{{\"credentials\":{{\"uri\":\"redis://:{e}@{at}\"}}}}]"),
        format!("redis+sentinel://:{e}@127.0.0.1:1,127.0.0.1:2/mymaster/0"),
        format!("redis-sentinel://:{e}@{at}/0#mymaster"),
        format!("redis+sentinel://:{e}@{at}/0?master=m&sentinel_password={e}"),
        format!("redis+cluster://worker:{e}@127.0.0.1:1,127.0.0.1:2"),
        format!("redis://{at}?password={e}"),
        format!("redis://{at}/0?user=worker&pass={e}&ssl=true"),
        format!("redis://:{e}@{at}?timeout=5&service_name=m&node=127.0.0.1:2"),
        format!("redis://{e}@{at}"),
        format!("redis://:{p}@{at}"),
        format!("tcp://:{e}@{at}"),
        format!("http://:{e}@{at}"),
        format!("rediss://:{e}@{at}#insecure"),
        format!("rediss://:{e}@{at}?ssl_cert_reqs=none"),
        format!("unix:///run/redis.sock?pass={e}"),
        format!("/run/redis.sock?password={e}"),
        format!("redis://:{e}@::1:6379"),
        format!("redis://:{e}@127.1:1/x"),
        format!("redis://:{e}@{at}\n"),
        format!("redis://:${{PASSWORD}}{e}@{at}"),
        format!("- redis://:{e}@127.0.0.1:1\n- redis://:{e}@127.0.0.1:2\n"),
        format!("redis://:{e}@127.0.0.1:1 redis://:{e}@127.0.0.1:2"),
        format!("redis://:{e}@127.0.0.1:1,redis://:{e}@127.0.0.1:2"),
        format!("redis://:{e}@127.0.0.1:1;redis://worker:{e}@127.0.0.1:2"),
        format!("{p}@{at}"),
        p.to_owned(),
    ];
    let names = [
        "JOBS_REDIS_URL",
        "JOBS_REDIS_NODES",
        "REDIS_URL",
        "JOBS_REDIS_HOST",
    ];
    let each = values.iter().enumerate().flat_map(|(index, value)| {
        names.map(|name| Environment::new(format!("form {index} in {name}"), &[(name, value)]))
    });
    // A host without anything that marks it as a URL is shown, as any name.
    each.filter(|one| {
        let (name, value) = &one.variables[0];
        !(name.ends_with("HOST") || name.ends_with("NODES"))
            || value.contains("://")
            || value.contains('@')
    })
    .collect()
}

fn files() -> Vec<Environment> {
    let (p, url) = (PASSWORD, url());
    let toml = [
        format!("[jobs]\nurl = \"{url}\"\n"),
        format!("[jobs]\nhost = \"127.0.0.1\"\nport = 1\npassword = \"{p}\"\n"),
        format!(
            "[profile.dev.jobs]\nnodes = [\"{CLOSED}\"]\npassword = '{p}'\nusername = \"worker\"\n"
        ),
        format!("[jobs]\nnodes = [\"{CLOSED}\"]\nmaster = \"m\"\nsentinel_password = \"{p}\"\n"),
        format!("[jobs]\npasword = \"{p}\"\n"),
        format!("[jbos]\npassword = \"{p}\"\n"),
        format!("[jobs]\npassword = {p}\n"),
        format!("[jobs]\npassword = [\"{p}\", 1, \"a,b\"]\n"),
        format!("[jobs]\npassword.value = \"{p}\"\n"),
        format!("[jobs]\npassword = \"{p}\"\npassword = \"{p}\"\n"),
        format!("password = \"{p}\"\n"),
        format!("[jobs]\npassword = \"{p}\n"),
        format!("[profile.dev]\npassword = \"{p}\"\n"),
        format!("[profile.dev.jobs]\nurl = \"redis://:{p}@h:0\"\n"),
        format!("[jobs]\ndatabase = \"{url}\"\n"),
        format!("\u{feff}[jobs]\r\npassword = \"{p}\"\r\nurl = \"redis://{CLOSED}\"\r\n"),
        format!("[jobs]\npassword_file = \"{p}\"\n"),
    ];
    let json = [
        format!("{{\"jobs\": {{\"url\": \"{url}\"}}}}"),
        format!("{{\"jobs\": {{\"host\": \"127.0.0.1\", \"port\": 1, \"password\": \"{p}\"}}}}"),
        format!(
            "{{\"profile\": {{\"dev\": {{\"jobs\": {{\"nodes\": [\"{CLOSED}\"], \"password\": \"{p}\"}}}}}}}}"
        ),
        format!("{{\"jobs\": {{\"password\": \"{p}\", }}}}"),
        format!("{{\"jobs\": {{\"password\": {{\"value\": \"{p}\"}}}}}}"),
        format!("{{\"jobs\": {{\"password\": \"{p}\", \"password\": \"{p}\"}}}}"),
        format!("{{\"jobs\": \"{url}\"}}"),
        format!("[\"{p}\"]"),
        format!("\"{p}\""),
    ];
    let of = |name, texts: Vec<String>| {
        let each = texts.into_iter().enumerate();
        each.map(move |(index, text)| Environment {
            file: Some((name, text)),
            ..Environment::new(format!("{name} {index}"), &[])
        })
    };
    let mut all: Vec<_> = of("redis.toml", toml.to_vec()).collect();
    all.extend(of("redis.json", json.to_vec()));
    for profile in ["production", "test", "dveelopment"] {
        let text = format!(
            "[jobs]\nurl = \"{url}\"\n[profile.production.jobs]\nurl = \"rediss://:{PASSWORD_IN_URL}@h\"\n"
        );
        all.push(Environment {
            file: Some(("redis.toml", text)),
            profile,
            ..Environment::new(format!("profile {profile}"), &[("JOBS_REDIS_TOKEN", p)])
        });
    }
    all
}

/// Files that variables name, and certificates in variables.
fn twins(directory: &Path) -> Vec<Environment> {
    let write = |name: &str, content: &[u8]| {
        let path = directory.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let password = write("password", PASSWORD.as_bytes());
    let several = write("several", format!("{PASSWORD}\n{PASSWORD}\n").as_bytes());
    let bytes = write("bytes", &[PASSWORD.as_bytes(), b"\xff"].concat());
    let long = write("long", PASSWORD.repeat(8_000).as_bytes());
    let address = write("address", url().as_bytes());
    let key = format!("-----BEGIN PRIVATE KEY-----\n{PASSWORD}\n-----END PRIVATE KEY-----\n");
    let key_file = write("key.pem", key.as_bytes());
    let half = format!("-----BEGIN PRIVATE KEY-----\n{PASSWORD}\n");
    let missing = directory.join("missing");
    let missing = missing.to_str().unwrap();
    let tls = ("JOBS_REDIS_TLS", "true");
    let host = ("JOBS_REDIS_HOST", "127.0.0.1");
    let mut all = Vec::new();
    for (name, path) in [
        ("password", password.as_str()),
        ("several lines", &several),
        ("not UTF-8", &bytes),
        ("too long", &long),
        ("missing", missing),
        ("directory", directory.to_str().unwrap()),
        ("the password itself", PASSWORD),
    ] {
        for variable in [
            "PASSWORD",
            "PASS",
            "SENTINEL_PASSWORD",
            "URL",
            "TOKEN",
            "TLS_KEY",
            "CREDENTIALS",
        ] {
            let twin = format!("JOBS_REDIS_{variable}_FILE");
            all.push(Environment::new(
                format!("{twin}, {name}"),
                &[(&twin, path), host],
            ));
        }
    }
    for (name, variables) in [
        (
            "both",
            vec![
                ("JOBS_REDIS_PASSWORD", PASSWORD),
                ("JOBS_REDIS_PASSWORD_FILE", password.as_str()),
            ],
        ),
        (
            "two names",
            vec![
                ("JOBS_REDIS_PASS", "other"),
                ("JOBS_REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "URL file",
            vec![
                ("JOBS_REDIS_URL_FILE", address.as_str()),
                ("JOBS_REDIS_PASSWORD", "other"),
            ],
        ),
        (
            "unnamed file",
            vec![
                ("REDIS_HOST", "127.0.0.1"),
                ("REDIS_PASSWORD_FILE", password.as_str()),
            ],
        ),
        (
            "key",
            vec![
                tls,
                host,
                ("JOBS_REDIS_TLS_KEY", key.as_str()),
                ("JOBS_REDIS_TLS_CERT", key.as_str()),
            ],
        ),
        (
            "key without certificate",
            vec![tls, host, ("JOBS_REDIS_TLS_KEY", key.as_str())],
        ),
        (
            "half a key",
            vec![tls, host, ("JOBS_REDIS_CLIENT_KEY", half.as_str())],
        ),
        (
            "key as authority",
            vec![tls, host, ("JOBS_REDIS_TLS_CA", key.as_str())],
        ),
        (
            "key file",
            vec![
                tls,
                host,
                ("JOBS_REDIS_TLS_KEY", key_file.as_str()),
                ("JOBS_REDIS_TLS_CERT", key_file.as_str()),
            ],
        ),
        ("key as URL", vec![("JOBS_REDIS_URL", key.as_str())]),
        ("key as host", vec![("JOBS_REDIS_HOST", key.as_str())]),
    ] {
        all.push(Environment::new(name, &variables));
    }
    all
}

fn indirection() -> Vec<Environment> {
    let url = url();
    let wrong = format!("redis://:{PASSWORD_IN_URL}@h:0");
    [
        (
            "provider",
            vec![("JOBS_REDIS_PROVIDER", "X_URL"), ("X_URL", url.as_str())],
        ),
        (
            "provider, wrong URL",
            vec![("JOBS_REDIS_PROVIDER", "X_URL"), ("X_URL", wrong.as_str())],
        ),
        (
            "provider, a URL",
            vec![("JOBS_REDIS_PROVIDER", url.as_str())],
        ),
        (
            "provider, a password",
            vec![("JOBS_REDIS_PROVIDER", PASSWORD)],
        ),
        (
            "provider and URL",
            vec![
                ("JOBS_REDIS_PROVIDER", "X_URL"),
                ("X_URL", url.as_str()),
                ("JOBS_REDIS_URL", wrong.as_str()),
            ],
        ),
        (
            "provider, empty",
            vec![
                ("JOBS_REDIS_PROVIDER", "X_URL"),
                ("X_URL", ""),
                ("JOBS_REDIS_PASSWORD", PASSWORD),
            ],
        ),
        ("bare prefix", vec![("JOBS_REDIS", url.as_str())]),
        (
            "two sources",
            vec![
                ("JOBS_REDIS_URL", url.as_str()),
                ("REDIS_URL", wrong.as_str()),
                ("REDIS_TLS_URL", url.as_str()),
            ],
        ),
        (
            "own host",
            vec![
                ("JOBS_REDIS_HOST", "127.0.0.1"),
                ("JOBS_REDIS_PORT", "1"),
                ("REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "sentinels",
            vec![
                ("JOBS_REDIS_NODES", CLOSED),
                ("JOBS_REDIS_MASTER", "m"),
                ("JOBS_REDIS_SENTINEL_PASSWORD", PASSWORD),
                ("JOBS_REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "nodes as URLs",
            vec![
                ("JOBS_REDIS_NODES", wrong.as_str()),
                ("JOBS_REDIS_USERNAME", "worker"),
            ],
        ),
        (
            "unnamed cluster",
            vec![
                ("REDIS_CLUSTER_NODES", CLOSED),
                ("REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "unnamed sentinels",
            vec![
                ("REDIS_SENTINELS", CLOSED),
                ("REDIS_SENTINEL_MASTER", "m"),
                ("REDIS_SENTINEL_PASSWORD", PASSWORD),
            ],
        ),
    ]
    .into_iter()
    .map(|(name, variables)| Environment::new(name, &variables))
    .collect()
}
