//! The options of a private server.

use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;
use std::time::Duration;

use super::control::control::{CLIENT_NAME, Login};
use super::tls::tls::ServerTls;

/// Options of a private server; from [`Server::builder`](crate::dev::Server::builder).
///
/// ```
/// use redis_config::dev::Server;
///
/// let server = Server::builder()
///     .password("only for this test")
///     .append_only(true)
///     .arg("maxmemory", "64mb")
///     .start()?;
/// assert_eq!(server.call(&["CONFIG", "GET", "maxmemory"])?, "maxmemory\n67108864");
/// # Ok::<(), redis_config::dev::DevError>(())
/// ```
#[derive(Clone)]
#[must_use = "nothing runs before `start`"]
pub struct Builder {
    pub(crate) program: Option<PathBuf>,
    pub(crate) password: Option<String>,
    pub(crate) append_only: bool,
    pub(crate) port: Option<u16>,
    pub(crate) unix_socket: bool,
    pub(crate) args: Vec<(String, String)>,
    pub(crate) start_timeout: Duration,
    pub(crate) tls: Option<ServerTls>,
    pub(crate) plaintext: bool,
    pub(crate) users: Vec<User>,
    pub(crate) default_user_off: Option<Login>,
    pub(crate) kind: Kind,
    /// Secrets of options that are not the password.
    pub(crate) hidden: Vec<String>,
}

/// The mode of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A server with data.
    Data,
    /// A sentinel.
    Sentinel,
    /// A node of a cluster.
    Node,
}

/// A user of the server's ACL.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) rules: String,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("program", &self.program)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .field("append_only", &self.append_only)
            .field("port", &self.port)
            .field("unix_socket", &self.unix_socket)
            .field(
                "args",
                &self.args.iter().map(|(key, _)| key).collect::<Vec<_>>(),
            )
            .field("start_timeout", &self.start_timeout)
            .field("tls", &self.tls)
            .field("plaintext", &self.plaintext)
            .field(
                "users",
                &self.users.iter().map(|user| &user.name).collect::<Vec<_>>(),
            )
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Builder {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            program: None,
            password: None,
            append_only: false,
            port: None,
            unix_socket: false,
            args: Vec::new(),
            start_timeout: Duration::from_secs(30),
            tls: None,
            plaintext: true,
            users: Vec::new(),
            default_user_off: None,
            kind,
            hidden: Vec::new(),
        }
    }

    /// The server program, by path or by a name in `PATH`.
    ///
    /// Default: what `REDIS_CONFIG_SERVER` names, else `redis-server`, else `valkey-server`.
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// The password of the default user (`requirepass`). Default: none.
    ///
    /// It goes into a configuration file that only this user can read, never on a command line.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Whether every write goes to an append-only file, flushed to disk once a second, so that data survives
    /// [`Server::restart`](crate::dev::Server::restart). Default: no, nothing is kept.
    pub fn append_only(mut self, append_only: bool) -> Self {
        self.append_only = append_only;
        self
    }

    /// Whether it speaks TLS too, on [`Server::tls_port`](crate::dev::Server::tls_port). Default: no.
    pub fn tls(mut self, tls: ServerTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Whether it has a plaintext port besides the TLS port. Without TLS it always has one. Default: yes.
    ///
    /// Without, [`Server::call`](crate::dev::Server::call) goes over a Unix socket.
    pub fn plaintext(mut self, plaintext: bool) -> Self {
        self.plaintext = plaintext;
        self
    }

    /// Adds a user, with its name, password and ACL rules. [`Server::url_of`](crate::dev::Server::url_of) is its URL.
    ///
    /// ```
    /// use redis_config::dev::Server;
    ///
    /// let server = Server::builder()
    ///     .user("reader", "only for this test", "~* +@read +ping")
    ///     .default_user_off()
    ///     .start()?;
    /// assert!(server.call(&["ACL", "LIST"])?.contains("user default off"));
    /// assert!(server.url_of("reader")?.starts_with("redis://reader:only%20for"));
    /// # Ok::<(), redis_config::dev::DevError>(())
    /// ```
    pub fn user(
        mut self,
        name: impl Into<String>,
        password: impl Into<String>,
        rules: impl Into<String>,
    ) -> Self {
        self.users.push(User {
            name: name.into(),
            password: password.into(),
            rules: rules.into(),
        });
        self
    }

    /// Turns the default user off, so that clients must log in by name. [`Server::call`](crate::dev::Server::call) then uses
    /// the user `redis-config-dev`, which has all permissions and a random password.
    pub fn default_user_off(mut self) -> Self {
        let draw = || RandomState::new().hash_one(());
        self.default_user_off = Some(Login {
            user: Some(CLIENT_NAME.to_owned()),
            password: format!("{:016x}{:016x}", draw(), draw()),
        });
        self
    }

    /// A fixed port. Default: a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Whether it listens on a Unix socket too: [`Server::socket`](crate::dev::Server::socket). Default: no.
    pub fn unix_socket(mut self, unix_socket: bool) -> Self {
        self.unix_socket = unix_socket;
        self
    }

    /// Any option of the server's configuration file; a later one wins over an earlier one and over the defaults here.
    ///
    /// The value is written without quotes, so it can have several words: `.arg("save", "3600 1")`.
    pub fn arg(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.args.push((key.into(), value.into()));
        self
    }

    /// How long the program has to answer, here and at each [`Server::restart`](crate::dev::Server::restart). Default: 30 s.
    pub fn start_timeout(mut self, start_timeout: Duration) -> Self {
        self.start_timeout = start_timeout;
        self
    }

    /// The login of the connection that `call` uses.
    pub(crate) fn login(&self) -> Option<Login> {
        self.default_user_off.clone().or_else(|| {
            let password = self.password.clone()?;
            Some(Login {
                user: None,
                password,
            })
        })
    }

    pub(crate) fn has_socket(&self) -> bool {
        self.unix_socket || self.tls_only()
    }

    pub(crate) fn tls_only(&self) -> bool {
        self.tls.is_some() && !self.plaintext
    }
}
