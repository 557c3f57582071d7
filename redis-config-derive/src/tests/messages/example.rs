//! A right and a wrong use of each setting, made from its row in the table.

use redis_config_rules::{Kind, Place, Setting, SettingInfo};

/// A struct, and the function that its `credentials` name.
const PROVIDER: &str = ";\n\nmod credentials {
    use redis_config::credentials::{CredentialsProvider, file};

    pub fn vault(_: &super::JobsRedis) -> impl CredentialsProvider + use<> {
        file(\"/run/secrets/jobs\")
    }
}";

/// The literal of `value` in an attribute.
fn literal(info: &SettingInfo, value: &str) -> String {
    match info.kind {
        Kind::Integer | Kind::Flag | Kind::Choice | Kind::Function => value.to_owned(),
        Kind::Nodes | Kind::AddressMap | Kind::Hosts => {
            let items: Vec<String> = value.split(',').map(|item| format!("{item:?}")).collect();
            format!("[{}]", items.join(", "))
        }
        _ => format!("{value:?}"),
    }
}

/// A value that the setting forbids, as a literal.
fn wrong(info: &SettingInfo) -> String {
    let value = match info.kind {
        Kind::Integer => {
            let max: i64 = info.max.and_then(|max| max.parse().ok()).unwrap();
            (max + 1).to_string()
        }
        // The unit is missing.
        Kind::Duration => info
            .example
            .trim_end_matches(char::is_alphabetic)
            .to_owned(),
        Kind::Choice => format!("{}x", info.example),
        Kind::Url => info.example.replace("redis://", "http://"),
        Kind::Host => format!("{}:6379", info.example),
        Kind::Path => info.example.trim_start_matches('/').to_owned(),
        Kind::Text if info.setting == Setting::KeyPrefix => "{shop}:".to_owned(),
        Kind::Text => format!("{} 1", info.example),
        Kind::Nodes => info.example.replace(":7000", "/7000"),
        Kind::AddressMap => info.example.replace('=', " "),
        // An allowed host has no port.
        Kind::Hosts => info.example.replace("/8", ":7000"),
        Kind::Flag => "\"yes\"".to_owned(),
        Kind::Function => format!("{:?}", info.example),
        // Half a certificate.
        Kind::Pem => "-----BEGIN CERTIFICATE-----".to_owned(),
        Kind::Secret => panic!("give `{}` a wrong example", info.key),
    };
    literal(info, &value)
}

/// The other keys that a definition with this setting needs.
fn base(setting: Setting) -> &'static str {
    match setting {
        Setting::Url | Setting::Host | Setting::Socket => "",
        Setting::Port => "host = \"127.0.0.1\"",
        Setting::Nodes
        | Setting::AddressMap
        | Setting::AllowedHosts
        | Setting::NumberedDatabases
        | Setting::ReadFrom => "topology = cluster, url = \"redis+cluster://10.0.0.1:7000\"",
        Setting::Master => "topology = sentinel, nodes = [\"10.0.0.1:26379\"]",
        Setting::SentinelUsername | Setting::SentinelPassword | Setting::SentinelTls => {
            "topology = sentinel, url = \"redis+sentinel://10.0.0.1:26379/0?master=mymaster\""
        }
        Setting::SentinelTlsCa
        | Setting::SentinelTlsCert
        | Setting::SentinelTlsKey
        | Setting::SentinelTlsServerName => {
            "topology = sentinel, url = \"rediss+sentinel://10.0.0.1:26379/0?master=mymaster\""
        }
        Setting::Tls => "host = \"127.0.0.1\"",
        Setting::TlsCa
        | Setting::TlsCert
        | Setting::TlsKey
        | Setting::TlsServerName
        | Setting::DangerTlsInsecure => "url = \"rediss://redis.example.com\"",
        _ => "url = \"redis://127.0.0.1:6379\"",
    }
}

/// The keys before the setting's own.
fn keys(setting: Setting) -> Option<String> {
    let base = match setting {
        Setting::Nodes => "topology = cluster",
        _ => base(setting),
    };
    (!base.is_empty()).then(|| base.to_owned())
}

/// A fixed setting that this one requires.
fn partner(setting: Setting) -> Option<Setting> {
    match setting {
        Setting::TlsCert => Some(Setting::TlsKey),
        Setting::TlsKey => Some(Setting::TlsCert),
        Setting::SentinelTlsCert => Some(Setting::SentinelTlsKey),
        Setting::SentinelTlsKey => Some(Setting::SentinelTlsCert),
        _ => None,
    }
}

/// A field with a secret that this setting requires.
fn secret(setting: Setting) -> Option<&'static str> {
    match setting {
        Setting::Username => Some("password"),
        Setting::SentinelUsername => Some("sentinel_password"),
        _ => None,
    }
}

fn fixed(info: &SettingInfo, value: &str) -> String {
    let partner = partner(info.setting).map(|partner| {
        let partner = partner.info();
        format!("{} = {}", partner.key, literal(partner, partner.example))
    });
    let own = format!("{} = {value}", info.key);
    let keys: Vec<String> = keys(info.setting)
        .into_iter()
        .chain([own])
        .chain(partner)
        .collect();
    let body = match secret(info.setting) {
        Some(secret) => format!(" {{\n    {secret}: Secret,\n}}"),
        None if info.setting == Setting::Credentials => PROVIDER.to_owned(),
        None => ";".to_owned(),
    };
    format!("#[redis({})]\nstruct JobsRedis{body}", keys.join(", "))
}

fn loaded(info: &SettingInfo, ty: &str) -> String {
    let attribute =
        keys(info.setting).map_or_else(String::new, |keys| format!("#[redis({keys})]\n"));
    let partner = partner(info.setting).map(|partner| partner.info());
    let more = match (secret(info.setting), partner) {
        (Some(secret), _) => format!("    {secret}: Option<Secret>,\n"),
        (None, Some(partner)) => format!("    {}: Option<{}>,\n", partner.key, self::ty(partner)),
        (None, None) => String::new(),
    };
    format!(
        "{attribute}struct JobsRedis {{\n    {}: Option<{ty}>,\n{more}}}",
        info.key
    )
}

/// The type of a field, without its path.
fn ty(info: &SettingInfo) -> &'static str {
    let path = info.kind.example_type();
    path.rsplit("::").next().unwrap_or(path)
}

/// Right: fixed, unless it is a secret or loaded only; and loaded.
pub(super) fn right(info: &SettingInfo) -> Vec<String> {
    let fixed = (!info.secret && info.place != Place::Field)
        .then(|| fixed(info, &literal(info, info.example)));
    let loaded = (info.place != Place::Struct).then(|| loaded(info, ty(info)));
    fixed.into_iter().chain(loaded).collect()
}

/// Wrong: a forbidden value; for a secret, a type that would show it; for a field-only setting, the struct.
pub(super) fn wrong_use(info: &SettingInfo) -> String {
    if info.secret {
        loaded(info, "String")
    } else if info.place == Place::Field {
        fixed(info, &literal(info, info.example))
    } else {
        fixed(info, &wrong(info))
    }
}
