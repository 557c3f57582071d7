//! A server whose user rotates its password, and instances that load it or get it from a provider.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use redis_config::credentials::CredentialsProvider;
use redis_config::dev::Server;
use redis_config::redis::{self, AsyncCommands};
use redis_config::{Handle, RedisConfig, Secret, Sources, State};
use redis_config_tests::canary;
use redis_config_tests::poll::until;

use crate::fixture::SECOND;

/// A password that is loaded, possibly from a file.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "rotating", env = "ROTATING_REDIS")]
pub(super) struct Rotating {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) username: Option<String>,
    pub(super) password: Option<Secret>,
    #[redis(default = "2s")]
    pub(super) connect_timeout: Duration,
    #[redis(default = "200ms")]
    pub(super) reconnect_max_delay: Duration,
}

pub(super) const OLD: &str = canary::PASSWORD;
pub(super) const NEW: &str = canary::OTHER_PASSWORD;

/// A server with a user `app`, and a file with its password.
pub(super) struct Rig {
    pub(super) server: Server,
    pub(super) dir: tempfile::TempDir,
}

impl Rig {
    pub(super) fn new() -> Self {
        let server = Server::start().unwrap();
        let rig = Self {
            server,
            dir: tempfile::tempdir().unwrap(),
        };
        rig.user(&["on", &format!(">{OLD}"), "~*", "&*", "+@all"]);
        rig.write("password", OLD);
        rig
    }

    pub(super) fn user(&self, rules: &[&str]) {
        let command = [&["ACL", "SETUSER", "app"], rules].concat();
        self.server.call(&command).unwrap();
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Replaces a file whole, as a deployment does.
    pub(super) fn write(&self, name: &str, text: &str) {
        let next = self.path("next");
        std::fs::write(&next, format!("{text}\n")).unwrap();
        std::fs::rename(next, self.path(name)).unwrap();
    }

    pub(super) fn kill_clients(&self) {
        let kill = ["CLIENT", "KILL", "TYPE", "normal"];
        self.server.call(&kill).unwrap();
    }

    pub(super) fn load(&self, username: &[(&str, &str)], password: &[(&str, &Path)]) -> Rotating {
        let port = self.server.port().to_string();
        let fixed = [
            ("ROTATING_REDIS_HOST", "127.0.0.1"),
            ("ROTATING_REDIS_PORT", &port),
        ];
        let files = password
            .iter()
            .map(|(name, path)| (*name, path.to_str().unwrap()));
        let variables = fixed
            .into_iter()
            .chain(username.iter().copied())
            .chain(files);
        Rotating::load_from(&Sources::standard().env(variables)).unwrap()
    }

    /// The definition as a deployment gives it: the user by name, the password in a file.
    pub(super) fn by_file(&self) -> Rotating {
        self.load(
            &[("ROTATING_REDIS_USERNAME", "app")],
            &[("ROTATING_REDIS_PASSWORD_FILE", &self.path("password"))],
        )
    }
}

/// The states of a handle.
pub(super) fn history(handle: &Handle<impl RedisConfig>) -> Arc<Mutex<Vec<State>>> {
    let seen = Arc::<Mutex<Vec<State>>>::default();
    let (mut watch, all) = (handle.watch(), Arc::clone(&seen));
    tokio::spawn(async move {
        while watch.changed().await.is_ok() {
            all.lock().unwrap().push(watch.borrow_and_update().clone());
        }
    });
    seen
}

pub(super) fn was_rejected(seen: &Mutex<Vec<State>>) -> bool {
    let seen = seen.lock().unwrap();
    seen.iter()
        .any(|state| matches!(state, State::AuthRejected { .. }))
}

pub(super) async fn whoami(conn: &mut impl redis::aio::ConnectionLike) -> String {
    let mut ask = redis::cmd("ACL");
    ask.arg("WHOAMI").query_async(conn).await.unwrap()
}

pub(super) async fn until_served(handle: &Handle<impl RedisConfig>) {
    until("commands succeed", 5 * SECOND, async || {
        handle.conn().get::<_, Option<String>>("k").await.is_ok()
    })
    .await;
}

/// An instance whose credentials come from a provider.
#[derive(Clone)]
pub(super) struct Provided {
    pub(super) rotating: Rotating,
    pub(super) provider: Arc<dyn CredentialsProvider>,
}

impl RedisConfig for Provided {
    const NAME: &'static str = "provided";
    const ENV: &'static str = Rotating::ENV;
    const FIELDS: &'static [redis_config::FieldMeta] = Rotating::FIELDS;
    const FIXED: &'static [(redis_config::Setting, &'static str)] = Rotating::FIXED;
    type Topology = redis_config::topology::Standalone;

    fn fields(&self, to: &mut redis_config::FieldValues<'_>) {
        self.rotating.fields(to);
    }

    fn build(_: &mut redis_config::FieldSource<'_>) -> Option<Self> {
        None
    }

    fn credentials(&self) -> Option<Arc<dyn CredentialsProvider>> {
        Some(Arc::clone(&self.provider))
    }
}

pub(super) fn provided(rig: &Rig, provider: impl CredentialsProvider) -> Provided {
    Provided {
        rotating: rig.load(&[], &[]),
        provider: Arc::new(provider),
    }
}
