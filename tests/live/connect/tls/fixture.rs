//! A server with an encrypted port, and definitions of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::time::Duration;

use redis_config::dev::{Certificates, Server};
use redis_config::{ConnectError, ConnectErrorKind as Kind, Handle, RedisConfig, Secret};
use redis_config_tests::canary;
use tempfile::TempDir;
use tokio::time::Instant;

use super::authority::{Authority, Issued, Wish};
use crate::fixture::SECOND;

/// Every setting of TLS.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "sealed", env = "SEALED_REDIS")]
pub(super) struct Sealed {
    pub(super) url: String,
    pub(super) password: Option<Secret>,
    pub(super) connect_timeout: Duration,
    pub(super) response_timeout: Duration,
    pub(super) tls_ca: Option<String>,
    pub(super) tls_cert: Option<String>,
    pub(super) tls_key: Option<Secret>,
    pub(super) tls_server_name: Option<String>,
    pub(super) danger_tls_insecure: bool,
}

pub(super) fn at(url: impl Into<String>) -> Sealed {
    Sealed {
        url: url.into(),
        password: None,
        connect_timeout: 20 * SECOND,
        response_timeout: 5 * SECOND,
        tls_ca: None,
        tls_cert: None,
        tls_key: None,
        tls_server_name: None,
        danger_tls_insecure: false,
    }
}

/// An instance of whatever topology.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "vault", env = "VAULT_REDIS", topology = auto)]
pub(super) struct Vault {
    pub(super) url: String,
    pub(super) connect_timeout: Duration,
    pub(super) response_timeout: Duration,
    pub(super) tls_ca: Option<String>,
}

pub(super) fn vault(url: String, certificates: &Certificates) -> Vault {
    Vault {
        url,
        connect_timeout: 5 * SECOND,
        response_timeout: 20 * SECOND,
        tls_ca: Some(certificates.ca()),
    }
}

/// A server on an encrypted port and, for control, on a plain one.
pub(super) struct Rig {
    pub(super) server: Server,
    pub(super) authority: Authority,
    pub(super) port: u16,
    pub(super) dir: TempDir,
}

impl Rig {
    /// With a good certificate, and none wanted of clients.
    pub(super) fn start() -> Self {
        Self::with(&Wish::default(), &[])
    }

    /// With more options of the server, which win over those here.
    pub(super) fn with(wish: &Wish, options: &[(&str, &str)]) -> Self {
        let authority = Authority::new();
        let issued = authority.issue(wish);
        let dir = tempfile::tempdir().unwrap();
        let files = [
            ("ca.pem", &authority.certificate()),
            ("server.pem", &issued.certificate),
            ("server.key", &issued.key),
        ]
        .map(|(name, content)| write(&dir, name, content));
        let port = free_port();
        let mut builder = Server::builder();
        for (key, value) in ["tls-ca-cert-file", "tls-cert-file", "tls-key-file"]
            .iter()
            .zip(&files)
        {
            builder = builder.arg(*key, value.to_str().unwrap());
        }
        builder = builder
            .arg("tls-port", port.to_string())
            .arg("tls-auth-clients", "no");
        for (key, value) in options {
            builder = builder.arg(*key, *value);
        }
        let server = builder.start().unwrap();
        Self {
            server,
            authority,
            port,
            dir,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("rediss://127.0.0.1:{}", self.port)
    }

    /// A definition that trusts the authority.
    pub(super) fn config(&self) -> Sealed {
        Sealed {
            tls_ca: Some(self.path("ca.pem")),
            ..at(self.url())
        }
    }

    /// The same with a certificate of our own.
    pub(super) fn config_with(&self, own: &Issued) -> Sealed {
        self.write("client.pem", &own.certificate);
        self.write("client.key", &own.key);
        Sealed {
            tls_cert: Some(self.path("client.pem")),
            tls_key: Some(Secret::new(self.path("client.key"))),
            ..self.config()
        }
    }

    pub(super) async fn connect(&self) -> Handle<Sealed> {
        self.config().connect().await.unwrap()
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    pub(super) fn write(&self, name: &str, content: &str) -> PathBuf {
        write(&self.dir, name, content)
    }
}

/// Whole or not at all, as a rotation does it.
fn write(dir: &TempDir, name: &str, content: &str) -> PathBuf {
    let path = dir.path().join(name);
    let whole = dir.path().join(format!(".{name}"));
    std::fs::write(&whole, content).unwrap();
    std::fs::rename(&whole, &path).unwrap();
    path
}

/// Below the range that the system gives to outgoing sockets, so that none of them can take it before the server does.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let seed = std::process::id() as u16;
    (0..2000)
        .map(|_| {
            seed.wrapping_mul(131)
                .wrapping_add(NEXT.fetch_add(1, Relaxed) * 7)
        })
        .map(|offset| 24_000 + offset % 8_000)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// Lines of every key in the folder, and the marked password: no text may hold one.
pub(super) fn shows_secret(text: &str, dir: &Path) -> bool {
    let keys = std::fs::read_dir(dir).unwrap().filter_map(|entry| {
        let content = std::fs::read_to_string(entry.unwrap().path()).ok()?;
        content.contains("PRIVATE KEY").then_some(content)
    });
    let leaked = keys
        .flat_map(|key| key.lines().map(str::to_owned).collect::<Vec<_>>())
        .any(|line| line.len() > 20 && !line.starts_with("-----") && text.contains(&line));
    leaked || canary::find(text).is_some()
}

/// Connects in vain, and checks that the error comes at once, is permanent, has a help text, and shows no key.
pub(super) async fn refused(config: &Sealed, dir: &Path, words: &[&str]) -> ConnectError {
    let start = Instant::now();
    let error = config.connect().await.expect_err("no connection");
    let elapsed = start.elapsed();
    assert_eq!(error.kind(), Kind::Tls, "{error}");
    assert!(!error.is_transient(), "{error}");
    assert!(!error.help().is_empty(), "{error}");
    assert!(elapsed < 5 * SECOND, "{elapsed:?}: {error}");
    let text = format!("{error} {error:?} {config:?} {:?}", config.settings());
    assert!(!shows_secret(&text, dir), "{text}");
    for word in words {
        assert!(
            error.to_string().contains(word),
            "`{word}` is not in: {error}"
        );
    }
    error
}
