//! Service bindings: a directory for each service, with a file for each value.

use std::fs;
use std::path::Path;

use redis_config_rules::{Setting, Topology};
use zeroize::Zeroizing;

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::{Variables, checked, rule};
use crate::load::resolve::{Picked, Rank};
use crate::secret::file;
use crate::secret::source::SecretSource;

const ROOT: &str = "SERVICE_BINDING_ROOT";

/// The files of the specification, then those that Spring Cloud Bindings adds.
const FILES: [(&str, Setting); 14] = [
    ("uri", Setting::Url),
    ("url", Setting::Url),
    ("host", Setting::Host),
    ("port", Setting::Port),
    ("username", Setting::Username),
    ("password", Setting::Password),
    ("database", Setting::Database),
    ("ssl", Setting::Tls),
    ("tls", Setting::Tls),
    ("ca.crt", Setting::TlsCa),
    ("certificates", Setting::TlsCert),
    ("private-key", Setting::TlsKey),
    ("sentinel.master", Setting::Master),
    ("sentinel.nodes", Setting::Nodes),
];

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    let Some(root) = variables.raw(ROOT) else {
        return;
    };
    let Ok(entries) = fs::read_dir(root) else {
        return found.ignore(ROOT, "the directory cannot be read");
    };
    let mut directories: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    directories.sort();
    for directory in directories {
        let name = directory.file_name().and_then(|name| name.to_str());
        // `..data` is where Kubernetes swaps the files.
        let Some(name) = name.filter(|name| !name.starts_with('.')) else {
            continue;
        };
        match file::read(&directory.join("type"), false, true) {
            Ok(kind) if is_redis(kind.trim()) => found.either(&[name], server(&directory)),
            Ok(_) => {}
            Err(_) => found.ignore(
                format!("{ROOT} = {}", directory.display()),
                "not a service binding: it has no file `type`",
            ),
        }
    }
}

fn is_redis(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("redis") || kind.eq_ignore_ascii_case("valkey")
}

fn server(directory: &Path) -> Result<Parts, Box<Violation>> {
    let mut parts = Parts::default();
    parts.beside_url = true;
    for (name, setting) in FILES {
        let path = directory.join(name);
        if !path.exists() {
            continue;
        }
        let origin = Origin::Binding { path: path.clone() };
        let secret = setting.info().secret;
        let text = match setting {
            // The path, because the file changes when the certificate is renewed.
            Setting::TlsCa | Setting::TlsCert | Setting::TlsKey => {
                Zeroizing::new(path.display().to_string())
            }
            _ => file::read(&path, secret, true).map_err(|problem| {
                Box::new(Violation::new(setting.key(), origin.clone(), problem))
            })?,
        };
        let raw = Picked {
            text,
            rank: Rank::Platform,
            origin,
            source: Some(SecretSource::file(rule(setting), path)),
        };
        parts.add(setting, checked(setting, raw))?;
    }
    if parts.has(Setting::Nodes) {
        parts.topology = Some(Topology::Sentinel);
    }
    Ok(parts)
}
