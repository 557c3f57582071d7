//! Environments with files: configuration files, `_FILE` twins, certificates.

use std::path::Path;

use redis_config_tests::canary::{PASSWORD, PASSWORD_IN_URL};

use super::environment::{CLOSED, Environment, url};

/// Configuration files, right and wrong.
pub fn files() -> Vec<Environment> {
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
            ..Environment::new(format!("profile {profile}"), &[("SHOWN_REDIS_TOKEN", p)])
        });
    }
    all
}

/// Files that variables name, and certificates in variables.
pub fn twins(directory: &Path) -> Vec<Environment> {
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
    let tls = ("SHOWN_REDIS_TLS", "true");
    let host = ("SHOWN_REDIS_HOST", "127.0.0.1");
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
            let twin = format!("SHOWN_REDIS_{variable}_FILE");
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
                ("SHOWN_REDIS_PASSWORD", PASSWORD),
                ("SHOWN_REDIS_PASSWORD_FILE", password.as_str()),
            ],
        ),
        (
            "two names",
            vec![
                ("SHOWN_REDIS_PASS", "other"),
                ("SHOWN_REDIS_PASSWORD", PASSWORD),
            ],
        ),
        (
            "URL file",
            vec![
                ("SHOWN_REDIS_URL_FILE", address.as_str()),
                ("SHOWN_REDIS_PASSWORD", "other"),
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
                ("SHOWN_REDIS_TLS_KEY", key.as_str()),
                ("SHOWN_REDIS_TLS_CERT", key.as_str()),
            ],
        ),
        (
            "key without certificate",
            vec![tls, host, ("SHOWN_REDIS_TLS_KEY", key.as_str())],
        ),
        (
            "half a key",
            vec![tls, host, ("SHOWN_REDIS_CLIENT_KEY", half.as_str())],
        ),
        (
            "key as authority",
            vec![tls, host, ("SHOWN_REDIS_TLS_CA", key.as_str())],
        ),
        (
            "key file",
            vec![
                tls,
                host,
                ("SHOWN_REDIS_TLS_KEY", key_file.as_str()),
                ("SHOWN_REDIS_TLS_CERT", key_file.as_str()),
            ],
        ),
        ("key as URL", vec![("SHOWN_REDIS_URL", key.as_str())]),
        ("key as host", vec![("SHOWN_REDIS_HOST", key.as_str())]),
    ] {
        all.push(Environment::new(name, &variables));
    }
    all
}
