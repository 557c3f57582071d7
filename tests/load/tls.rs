//! TLS from every source, and what of it is never shown.

use redis_config::{RedisConfig, Secret, Sources};

use crate::fixture::{load, one};

const KEY: &str = "-----BEGIN PRIVATE KEY-----\nhunter2hunter2\n-----END PRIVATE KEY-----\n";
const CERT: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "safe", env = "SAFE_REDIS")]
struct Safe {
    host: String,
    #[redis(default = false)]
    tls: bool,
    tls_ca: Option<String>,
    tls_cert: Option<String>,
    tls_key: Option<Secret>,
    tls_server_name: Option<String>,
}

const HOST: (&str, &str) = ("SAFE_REDIS_HOST", "h");
const TLS: (&str, &str) = ("SAFE_REDIS_TLS", "true");

#[test]
fn paths_from_variables() {
    let safe: Safe = load(&[
        HOST,
        TLS,
        ("SAFE_REDIS_TLS_CA", "/etc/ca.pem"),
        ("SAFE_REDIS_TLS_CERT", "/etc/cert.pem"),
        ("SAFE_REDIS_TLS_KEY", "/etc/key.pem"),
        ("SAFE_REDIS_TLS_SERVER_NAME", "redis.example.com"),
    ])
    .unwrap();
    let settings = safe.settings().unwrap();
    let tls = settings.tls().unwrap();
    let path = |pem: Option<&redis_config::Pem>| pem.unwrap().path().unwrap().to_owned();
    assert_eq!(path(tls.ca()).to_str(), Some("/etc/ca.pem"));
    assert_eq!(path(tls.certificate()).to_str(), Some("/etc/cert.pem"));
    assert_eq!(path(tls.key()).to_str(), Some("/etc/key.pem"));
    assert_eq!(tls.server_name(), Some("redis.example.com"));
    assert!(!tls.insecure());
    assert!(
        load::<Safe>(&[HOST])
            .unwrap()
            .settings()
            .unwrap()
            .tls()
            .is_none(),
        "its default"
    );
}

#[test]
fn pem_text_from_files_and_code_is_never_shown() {
    let directory = tempfile::tempdir().unwrap();
    let (key, cert) = (directory.path().join("key"), directory.path().join("cert"));
    std::fs::write(&key, KEY).unwrap();
    std::fs::write(&cert, CERT).unwrap();
    let from_files = Sources::standard().env([
        HOST,
        TLS,
        ("SAFE_REDIS_TLS_KEY_FILE", key.to_str().unwrap()),
        ("SAFE_REDIS_TLS_CERT_FILE", cert.to_str().unwrap()),
    ]);
    let from_code = Sources::standard()
        .env([HOST, TLS])
        .with("tls_key", KEY)
        .with("tls_cert", CERT);
    for sources in [from_files, from_code] {
        let safe: Safe = sources.load().unwrap();
        let settings = safe.settings().unwrap();
        let text = settings.tls().unwrap().key().unwrap().text().unwrap();
        assert_eq!(text.expose().trim(), KEY.trim());
        let shown = format!("{safe:?} {safe:#?} {settings:?} {settings:#?} {sources:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn a_wrong_value_names_its_variable_and_shows_no_key() {
    let damaged = KEY.replace("-----END PRIVATE KEY-----", "");
    for (name, value, setting) in [
        ("SAFE_REDIS_TLS", "maybe", "tls"),
        ("SAFE_REDIS_TLS_SERVER_NAME", "a b", "tls_server_name"),
        ("SAFE_REDIS_TLS_CERT", "/etc/cert.pem", "tls_cert"),
        ("SAFE_REDIS_TLS_KEY", KEY, "tls_key"),
        ("SAFE_REDIS_TLS_CA", damaged.as_str(), "tls_ca"),
    ] {
        let mut variables = vec![HOST, (name, value)];
        variables.extend((name != TLS.0).then_some(TLS));
        let violation = one::<Safe>(&variables);
        assert_eq!(violation.setting(), setting, "{violation}");
        assert_eq!(violation.origin().to_string(), name, "{violation}");
        let invalid = load::<Safe>(&variables).unwrap_err();
        let shown = format!("{violation:?} {invalid} {invalid:?} {invalid:#?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let violation = one::<Safe>(&[HOST, ("SAFE_REDIS_TLS_CA", "/etc/ca.pem")]);
    assert_eq!(
        (violation.setting(), violation.code()),
        ("tls_ca", "tls-off")
    );
}
