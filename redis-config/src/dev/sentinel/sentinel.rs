//! A private Sentinel set: a primary, its replicas, and the sentinels that watch them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::builder::SentinelBuilder;
use crate::dev::error::DevError;
use crate::dev::server::{Server, percent};
use crate::dev::wait::{self, LIMIT};

/// A private Sentinel set on 127.0.0.1, gone when dropped and when this process ends in any way.
///
/// Every member is a [`Server`], so each can be killed, restarted, frozen, thawed and called separately.
/// Sentinels are set to poll every 200 ms, so that a failover takes one or two seconds, and a primary that comes back becomes
/// a replica after one more. Programs older than Redis 7.0 do not have these settings, and take up to 20 s for the latter.
///
/// ```no_run
/// use redis_config::dev::Sentinel;
/// use std::time::Duration;
///
/// let set = Sentinel::builder().password("only-for-this-test").start()?;
/// assert!(set.url().ends_with("?master=mymaster"));
/// set.primary()?.call(&["SET", "greeting", "hello"])?;
/// set.primary()?.call(&["WAIT", "1", "1000"])?;
///
/// let dead = set.kill_primary()?;
/// let next = set.wait_for_primary_other_than(dead.port(), Duration::from_secs(30))?;
/// assert_eq!(next.call(&["GET", "greeting"])?, "hello");
///
/// dead.restart()?;                      // comes back as a primary without replicas,
/// set.wait_until_settled()?;            // and the sentinels make it a replica
/// # Ok::<(), redis_config::dev::DevError>(())
/// ```
#[derive(Debug)]
pub struct Sentinel {
    // Dropped first, so that sentinels do not start a failover when the servers are dropped.
    pub(crate) sentinels: Vec<Server>,
    pub(crate) servers: Vec<Server>,
    /// Which sentinels have another address of the primary.
    pub(crate) misled: Vec<AtomicBool>,
    pub(crate) options: SentinelBuilder,
}

impl Sentinel {
    /// Starts a primary, one replica and three sentinels, without passwords.
    ///
    /// # Errors
    ///
    /// As [`SentinelBuilder::start`].
    pub fn start() -> Result<Self, DevError> {
        Self::builder().start()
    }

    /// A builder, to set options first.
    pub fn builder() -> SentinelBuilder {
        SentinelBuilder::new()
    }

    /// `redis+sentinel://127.0.0.1:<port>,...?master=<name>`, with the passwords that the set was started with; database 0.
    pub fn url(&self) -> String {
        let user = self
            .options
            .password
            .as_deref()
            .map_or_else(String::new, |secret| format!(":{}@", percent(secret)));
        let sentinel = self
            .options
            .sentinel_password
            .as_deref()
            .map_or_else(String::new, |secret| {
                format!("&sentinel_password={}", percent(secret))
            });
        format!(
            "{}+sentinel://{user}{}/0?master={}{sentinel}",
            if self.options.has_tls() {
                "rediss"
            } else {
                "redis"
            },
            self.nodes().join(","),
            percent(self.master()),
        )
    }

    /// `127.0.0.1:<port>` of each sentinel.
    pub fn nodes(&self) -> Vec<String> {
        self.sentinels
            .iter()
            .map(|sentinel| {
                let tls = sentinel.tls_port();
                let port = tls.filter(|_| !self.options.sentinel_plaintext);
                format!("127.0.0.1:{}", port.unwrap_or(sentinel.port()))
            })
            .collect()
    }

    /// The name of the service.
    pub fn master(&self) -> &str {
        &self.options.master
    }

    /// The data servers; the first was the primary at start.
    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// The sentinels. One that is restarted with [`Server::restart`] knows what it knew.
    pub fn sentinels(&self) -> &[Server] {
        &self.sentinels
    }

    /// The port of the primary, as the majority of the sentinels report that answer and were not misled.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] if no address has more than half of their votes.
    pub fn primary_port(&self) -> Result<u16, DevError> {
        wait::until("most sentinels name one primary", Duration::ZERO, || {
            self.majority()
        })
    }

    /// The primary, as [`primary_port`](Self::primary_port).
    ///
    /// # Errors
    ///
    /// As [`primary_port`](Self::primary_port).
    pub fn primary(&self) -> Result<&Server, DevError> {
        self.server_on(self.primary_port()?)
    }

    /// The data servers that are not the primary, as [`primary_port`](Self::primary_port).
    ///
    /// # Errors
    ///
    /// As [`primary_port`](Self::primary_port).
    pub fn replicas(&self) -> Result<Vec<&Server>, DevError> {
        let port = self.primary_port()?;
        Ok(self
            .servers
            .iter()
            .filter(|one| one.port() != port)
            .collect())
    }

    /// Has a sentinel make another server the primary (`SENTINEL FAILOVER`: no server is down). Returns it when the old one
    /// is its replica and every sentinel knows.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] with the error of the sentinel if no replica qualifies.
    pub fn failover(&self) -> Result<&Server, DevError> {
        let old = self.primary_port()?;
        let begin = || {
            let sentinel = self
                .correct_sentinels()
                .next()
                .ok_or("no sentinel is awake")?;
            sentinel
                .call(&["SENTINEL", "FAILOVER", self.master()])
                .map_err(|error| error.to_string())
        };
        wait::until("a sentinel begins a failover", LIMIT / 4, begin)?;
        wait::until("the failover is over", LIMIT, || {
            let port = self.settled()?;
            if port == old {
                // The failover has ended: if no replica qualifies, it ends without an error.
                begin()?;
            }
            Self::other_than(old, port)
        })
        .and_then(|port| self.server_on(port))
    }

    /// Kills the primary as `kill -9` does, and returns it: [`Server::restart`] brings it back.
    ///
    /// # Errors
    ///
    /// As [`primary_port`](Self::primary_port) and [`Server::kill`].
    pub fn kill_primary(&self) -> Result<&Server, DevError> {
        let primary = self.primary()?;
        primary.kill()?;
        Ok(primary)
    }

    /// Stops the primary without a word (`SIGSTOP`), and returns it. Thawed after another was promoted, it takes writes as if
    /// nothing had happened until the sentinels make it a replica: a split brain.
    ///
    /// # Errors
    ///
    /// As [`primary_port`](Self::primary_port) and [`Server::freeze`].
    pub fn freeze_primary(&self) -> Result<&Server, DevError> {
        let primary = self.primary()?;
        primary.freeze()?;
        Ok(primary)
    }

    /// Waits until most sentinels name another primary than the one on `port`, and that server agrees. Returns it.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] after `within`.
    pub fn wait_for_primary_other_than(
        &self,
        port: u16,
        within: Duration,
    ) -> Result<&Server, DevError> {
        wait::until("another server is the primary", within, || {
            let now = Self::other_than(port, self.majority()?)?;
            let server = self.server_on(now).map_err(|error| error.to_string())?;
            if super::state::is_primary(server) {
                Ok(server)
            } else {
                Err(format!(
                    "the server on port {now} does not report that it is"
                ))
            }
        })
    }

    /// Waits until all that can answer agree: every sentinel on one primary, the primary on being one, the others on being its
    /// replicas, in sync; and until the sentinels find them all well.
    ///
    /// # Errors
    ///
    /// [`DevError::NotReached`] after a minute, with what is missing.
    pub fn wait_until_settled(&self) -> Result<(), DevError> {
        wait::until("sentinels and servers agree", LIMIT, || self.settled()).map(drop)
    }

    /// Gives one sentinel the wrong address `127.0.0.1:port` of the primary, and waits until the other sentinels have forgotten
    /// this one: they would correct it at their next failover. They vote without it then.
    ///
    /// It keeps the address as long as `port` is not a running data server of this set, which would correct it. Use a dead
    /// one (a stale sentinel), or a separate [`Server`] (a wrong sentinel).
    /// The other methods of this type ignore it until [`correct`](Self::correct). The primary has to be up.
    ///
    /// # Errors
    ///
    /// [`DevError::NoMember`]; [`DevError::Refused`] and others of [`Server::call`]; [`DevError::NotReached`].
    pub fn mislead(&self, sentinel: usize, port: u16) -> Result<(), DevError> {
        let wrong = member(&self.sentinels, sentinel)?;
        member(&self.misled, sentinel)?.store(true, Ordering::SeqCst);
        // It may have been removed before.
        let _removed = wrong.call(&["SENTINEL", "REMOVE", self.master()]);
        wait::until("the other sentinels forget it", LIMIT, || {
            for other in self.correct_sentinels() {
                other
                    .call(&["SENTINEL", "RESET", self.master()])
                    .map_err(|error| error.to_string())?;
            }
            // A message that was in flight makes them know it again.
            wait::until("they agree", LIMIT / 20, || self.settled())
                .map_err(|error| error.to_string())
        })?;
        self.monitor(wrong, port, 1_000)
    }

    /// Gives a misled sentinel the right address again, and waits until all agree.
    ///
    /// # Errors
    ///
    /// As [`mislead`](Self::mislead) and [`wait_until_settled`](Self::wait_until_settled).
    pub fn correct(&self, sentinel: usize) -> Result<(), DevError> {
        let port = self.primary_port()?;
        let wrong = member(&self.sentinels, sentinel)?;
        // It may have been removed before.
        let _removed = wrong.call(&["SENTINEL", "REMOVE", self.master()]);
        self.monitor(wrong, port, self.options.votes())?;
        member(&self.misled, sentinel)?.store(false, Ordering::SeqCst);
        self.wait_until_settled()
    }

    fn monitor(&self, sentinel: &Server, port: u16, quorum: usize) -> Result<(), DevError> {
        let master = self.master();
        let (port, quorum) = (port.to_string(), quorum.to_string());
        sentinel.call(&["SENTINEL", "MONITOR", master, "127.0.0.1", &port, &quorum])?;
        for (key, value) in self.options.settings() {
            sentinel.call(&["SENTINEL", "SET", master, key, &value])?;
        }
        Ok(())
    }

    fn server_on(&self, port: u16) -> Result<&Server, DevError> {
        self.servers
            .iter()
            .find(|server| server.port() == port)
            .ok_or_else(|| DevError::NoMember {
                what: format!("data server on port {port}"),
            })
    }

    fn correct_sentinels(&self) -> impl Iterator<Item = &Server> {
        self.sentinels
            .iter()
            .zip(&self.misled)
            .filter(|(sentinel, misled)| !misled.load(Ordering::SeqCst) && sentinel.is_awake())
            .map(|(sentinel, _)| sentinel)
    }

    fn other_than(old: u16, now: u16) -> Result<u16, String> {
        if now == old {
            Err(format!("it is still the one on port {old}"))
        } else {
            Ok(now)
        }
    }

    fn majority(&self) -> Result<u16, String> {
        let named: Vec<Option<u16>> = self
            .correct_sentinels()
            .map(|sentinel| super::state::primary_port(sentinel, self.master()))
            .collect();
        named
            .iter()
            .flatten()
            .find(|port| named.iter().filter(|one| **one == Some(**port)).count() * 2 > named.len())
            .copied()
            .ok_or_else(|| format!("they name {named:?}"))
    }

    /// The port of the primary that all agree on.
    fn settled(&self) -> Result<u16, String> {
        let port = self.majority()?;
        let awake: Vec<&Server> = self.servers.iter().filter(|one| one.is_awake()).collect();
        for server in &awake {
            let who = server.port();
            if who == port && !super::state::is_primary(server) {
                return Err(format!("the server on port {who} is not the primary yet"));
            }
            if who != port && !super::state::is_replica_of(server, port) {
                return Err(format!(
                    "the server on port {who} is not a replica in sync with the one on port {port} yet"
                ));
            }
        }
        let replicas: Vec<u16> = awake
            .iter()
            .map(|server| server.port())
            .filter(|one| *one != port)
            .collect();
        let known = self
            .misled
            .iter()
            .filter(|misled| !misled.load(Ordering::SeqCst))
            .count();
        for sentinel in self.correct_sentinels() {
            if super::state::primary_port(sentinel, self.master()) != Some(port) {
                return Err(format!(
                    "the sentinel on port {} names another primary",
                    sentinel.port()
                ));
            }
            super::state::sees(sentinel, self.master(), &replicas, known)?;
        }
        Ok(port)
    }
}

fn member<T>(all: &[T], index: usize) -> Result<&T, DevError> {
    all.get(index).ok_or_else(|| DevError::NoMember {
        what: format!("sentinel {index}"),
    })
}
