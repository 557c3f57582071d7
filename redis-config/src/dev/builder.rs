//! How a private server is to be run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{DevError, Server};

/// Options of a private server; from [`Server::builder`].
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
    pub(super) program: Option<PathBuf>,
    pub(super) password: Option<String>,
    pub(super) append_only: bool,
    pub(super) port: Option<u16>,
    pub(super) unix_socket: bool,
    pub(super) args: Vec<(String, String)>,
    pub(super) start_timeout: Duration,
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
            .finish()
    }
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            program: None,
            password: None,
            append_only: false,
            port: None,
            unix_socket: false,
            args: Vec::new(),
            start_timeout: Duration::from_secs(30),
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
    /// [`Server::restart`]. Default: no, nothing is kept.
    pub fn append_only(mut self, append_only: bool) -> Self {
        self.append_only = append_only;
        self
    }

    /// A fixed port. Default: a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Whether it listens on a Unix socket too: [`Server::socket`]. Default: no.
    pub fn unix_socket(mut self, unix_socket: bool) -> Self {
        self.unix_socket = unix_socket;
        self
    }

    /// Any option of the server's configuration file; a later one wins over an earlier one and over the defaults here.
    ///
    /// The value is written as it stands, so it can hold several words: `.arg("save", "3600 1")`.
    pub fn arg(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.args.push((key.into(), value.into()));
        self
    }

    /// How long the program has to answer, here and at each [`Server::restart`]. Default: 30 s.
    pub fn start_timeout(mut self, start_timeout: Duration) -> Self {
        self.start_timeout = start_timeout;
        self
    }

    /// Starts the server, and returns when it answers.
    ///
    /// # Errors
    ///
    /// [`DevError`]: the program is missing, ended at once, or did not answer in time.
    pub fn start(self) -> Result<Server, DevError> {
        Server::start_with(self)
    }

    /// The configuration file.
    pub(super) fn config(&self, dir: &Path, port: u16) -> Result<String, DevError> {
        let mut file = format!(
            "bind 127.0.0.1\nport {port}\nprotected-mode yes\ndaemonize no\nloglevel warning\ndir {}\nsave \"\"\n",
            quoted(&dir.to_string_lossy())
        );
        if self.append_only {
            file.push_str("appendonly yes\nappendfsync everysec\n");
        }
        if let Some(password) = &self.password {
            // Writing to a String cannot fail.
            let _written = writeln!(file, "requirepass {}", quoted(password));
        }
        if self.unix_socket {
            let _written = writeln!(
                file,
                "unixsocket {}\nunixsocketperm 700",
                quoted(&socket(dir).to_string_lossy())
            );
        }
        for (key, value) in &self.args {
            if [key, value]
                .iter()
                .any(|text| text.contains(['\n', '\r', '\0']))
            {
                return Err(DevError::Option {
                    key: key.escape_debug().to_string(),
                });
            }
            let _written = writeln!(
                file,
                "{key} {}",
                if value.is_empty() { "\"\"" } else { value }
            );
        }
        Ok(file)
    }

    /// What must not be shown when the log is.
    pub(super) fn secrets(&self) -> Vec<String> {
        const HOLD_SECRETS: [&str; 4] = ["requirepass", "masterauth", "user", "tls-key-file-pass"];
        let mut secrets: Vec<String> = Vec::new();
        if let Some(password) = &self.password {
            secrets.extend([quoted(password), password.clone()]);
        }
        for (key, value) in &self.args {
            if HOLD_SECRETS
                .iter()
                .any(|name| name.eq_ignore_ascii_case(key))
            {
                secrets.push(value.clone());
                secrets.extend(
                    value
                        .split_whitespace()
                        .filter_map(|word| word.strip_prefix('>'))
                        .map(str::to_owned),
                );
            }
        }
        secrets
    }
}

pub(super) fn socket(dir: &Path) -> PathBuf {
    dir.join("redis.sock")
}

/// A value as the server's configuration file quotes it.
fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for byte in value.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            other => {
                let _written = write!(out, "\\x{other:02x}");
            }
        }
    }
    out.push('"');
    out
}
