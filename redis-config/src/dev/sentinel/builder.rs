//! The options of a private Sentinel set.

use std::path::PathBuf;
use std::time::Duration;

use crate::dev::config::quoted;
use crate::dev::error::DevError;
use crate::dev::options::{Builder, Kind};
use crate::dev::server::Server;
use crate::dev::tls::tls::ServerTls;

/// Options of a private Sentinel set; from [`Sentinel::builder`](crate::dev::Sentinel::builder).
#[derive(Clone)]
#[must_use = "nothing runs before `start`"]
pub struct SentinelBuilder {
    pub(crate) sentinels: usize,
    pub(crate) replicas: usize,
    pub(crate) quorum: Option<usize>,
    pub(crate) down_after: Duration,
    pub(crate) failover_timeout: Duration,
    pub(crate) master: String,
    pub(crate) password: Option<String>,
    pub(crate) sentinel_password: Option<String>,
    pub(crate) sentinel_plaintext: bool,
    data: Builder,
    sentinel: Builder,
}

impl std::fmt::Debug for SentinelBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentinelBuilder")
            .field("sentinels", &self.sentinels)
            .field("replicas", &self.replicas)
            .field("quorum", &self.votes())
            .field("down_after", &self.down_after)
            .field("failover_timeout", &self.failover_timeout)
            .field("master", &self.master)
            .field("data", &self.data)
            .field("sentinel", &self.sentinel)
            .finish_non_exhaustive()
    }
}

impl SentinelBuilder {
    pub(crate) fn new() -> Self {
        Self {
            sentinels: 3,
            replicas: 1,
            quorum: None,
            down_after: Duration::from_millis(700),
            failover_timeout: Duration::from_secs(5),
            master: "mymaster".to_owned(),
            password: None,
            sentinel_password: None,
            sentinel_plaintext: false,
            data: Server::builder(),
            sentinel: Builder::new(Kind::Sentinel),
        }
    }

    /// How many sentinels. Default: 3; 1 at least.
    pub fn sentinels(mut self, sentinels: usize) -> Self {
        self.sentinels = sentinels.max(1);
        self
    }

    /// How many replicas the primary has. Default: 1.
    pub fn replicas(mut self, replicas: usize) -> Self {
        self.replicas = replicas;
        self
    }

    /// How many sentinels must find the primary dead. Default: more than half of them.
    pub fn quorum(mut self, quorum: usize) -> Self {
        self.quorum = Some(quorum);
        self
    }

    /// After how long a silence a sentinel takes a server for dead, in whole milliseconds. Default: 700 ms.
    pub fn down_after(mut self, down_after: Duration) -> Self {
        self.down_after = down_after;
        self
    }

    /// `failover-timeout`: twice this passes before a failover that failed is tried again, in whole milliseconds.
    /// Default: 5 s.
    pub fn failover_timeout(mut self, failover_timeout: Duration) -> Self {
        self.failover_timeout = failover_timeout;
        self
    }

    /// The name of the service, the `master` of a URL. Default: `mymaster`.
    pub fn master(mut self, master: impl Into<String>) -> Self {
        self.master = master.into();
        self
    }

    /// The password of the data servers' default user. Default: none.
    ///
    /// Sentinels write it into their configuration without quotes: no spaces, quotes or backslashes.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// The password of the sentinels themselves. Default: none.
    pub fn sentinel_password(mut self, password: impl Into<String>) -> Self {
        self.sentinel_password = Some(password.into());
        self
    }

    /// Data servers speak TLS only, with clients, with each other and with the sentinels. So do the sentinels with clients,
    /// unless [`sentinel_plaintext`](Self::sentinel_plaintext) is asked for. Default: plaintext only.
    pub fn tls(mut self, tls: ServerTls) -> Self {
        if self.sentinel.tls.is_none() {
            self.sentinel = self.sentinel.tls(tls.clone());
        }
        self.data = self.data.tls(tls).plaintext(false);
        self
    }

    /// Sentinels have this TLS, whatever the data servers have.
    pub fn sentinel_tls(mut self, tls: ServerTls) -> Self {
        self.sentinel = self.sentinel.tls(tls);
        self
    }

    /// Makes [`nodes`](crate::dev::Sentinel::nodes) return the plaintext ports of the sentinels, if data servers use TLS.
    /// Sentinels always have both ports.
    pub fn sentinel_plaintext(mut self) -> Self {
        self.sentinel_plaintext = true;
        self
    }

    /// The server program, by path or by a name in `PATH`; sentinels are run with it too. Default: as
    /// [`Builder::program`](crate::dev::Builder::program).
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        let program = program.into();
        self.data = self.data.program(program.clone());
        self.sentinel = self.sentinel.program(program);
        self
    }

    /// Whether the data servers write to an append-only file. Default: no.
    pub fn append_only(mut self, append_only: bool) -> Self {
        self.data = self.data.append_only(append_only);
        self
    }

    /// Any option of the data servers' configuration.
    pub fn arg(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.data = self.data.arg(key, value);
        self
    }

    /// Any option of the sentinels' configuration.
    pub fn sentinel_arg(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.sentinel = self.sentinel.arg(key, value);
        self
    }

    pub(crate) fn votes(&self) -> usize {
        self.quorum.unwrap_or(self.sentinels / 2 + 1)
    }

    pub(crate) fn check(&self) -> Result<(), DevError> {
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"\"'\\".contains(&byte))
        };
        if self.password.as_deref().is_some_and(|text| !plain(text)) {
            return Err(DevError::Unfit {
                option: "the `password` behind sentinels",
                why: "has to be ASCII without spaces, quotes and backslashes: sentinels keep it unquoted",
            });
        }
        if self.master.is_empty() || !plain(&self.master) {
            return Err(DevError::Unfit {
                option: "the `master` of sentinels",
                why: "has to be ASCII without spaces, quotes and backslashes",
            });
        }
        Ok(())
    }

    pub(crate) fn has_tls(&self) -> bool {
        self.data.tls.is_some()
    }

    /// A data server, the primary if it is a replica of none.
    pub(crate) fn data(&self, replica_of: Option<&Server>) -> Builder {
        let mut data = self
            .data
            .clone()
            // The default waits 5 s for more replicas to come.
            .arg("repl-diskless-sync-delay", "0");
        if self.has_tls() {
            data = data.arg("tls-replication", "yes");
        }
        if let Some(password) = &self.password {
            data = data
                .password(password)
                // A primary is a replica after its first failover.
                .arg("masterauth", quoted(password));
        }
        match replica_of {
            Some(primary) => data.arg("replicaof", format!("127.0.0.1 {}", primary.port())),
            None => data,
        }
    }

    pub(crate) fn sentinel(&self, primary: &Server) -> Builder {
        let master = &self.master;
        let mut sentinel = self.sentinel.clone().arg(
            "sentinel",
            format!(
                "monitor {master} 127.0.0.1 {} {}",
                primary.port(),
                self.votes()
            ),
        );
        for (key, value) in self.settings() {
            sentinel = sentinel.arg("sentinel", format!("{key} {master} {value}"));
        }
        if self.has_tls() {
            // It is what makes sentinels speak TLS to data servers.
            sentinel = sentinel.arg("tls-replication", "yes");
        }
        sentinel.hidden.extend(self.password.clone());
        if let Some(password) = &self.sentinel_password {
            sentinel = sentinel.password(password);
        }
        sentinel
    }

    /// The settings of the service in a sentinel, at start and for `SENTINEL SET`.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            (
                "down-after-milliseconds",
                self.down_after.as_millis().max(1).to_string(),
            ),
            (
                "failover-timeout",
                self.failover_timeout.as_millis().max(1).to_string(),
            ),
        ];
        if let Some(password) = &self.password {
            settings.push(("auth-pass", password.clone()));
        }
        settings
    }
}
