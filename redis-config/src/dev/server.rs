//! A private server.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use super::control::control::{Endpoint, Value};
use super::control::reconnecting::ControlConnection;
use super::error::DevError;
use super::options::{Builder, Kind};
use super::ports::Ports;
use super::process::Process;
use super::{config, log, program};
use crate::sync::Mutex;

/// How often a port may be taken by another program between its choice and the server's bind.
const PORT_ATTEMPTS: u32 = 5;
/// How long a command through [`Server::call`] may take.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a command of [`Server::ask`] may take.
const ASK_TIMEOUT: Duration = Duration::from_secs(2);

/// A private real server on 127.0.0.1, gone when dropped and when this process ends in any way.
///
/// Share it by reference, or in an `Arc` or a `static`; every method takes `&self`. One connection of its own, named
/// `redis-config-dev`, is in the server's `CLIENT LIST`.
///
/// ```
/// use redis_config::dev::Server;
///
/// let server = Server::builder().append_only(true).start()?;
/// server.call(&["SET", "kept", "yes"])?;
/// server.kill()?;                       // down, as by `kill -9`
/// assert!(server.call(&["PING"]).is_err());
/// server.restart()?;                    // the same port, the same data
/// assert_eq!(server.call(&["GET", "kept"])?, "yes");
/// # Ok::<(), redis_config::dev::DevError>(())
/// ```
#[derive(Debug)]
pub struct Server {
    // Dropped in this order: first the program, then its files.
    process: Mutex<Option<Process>>,
    control: Mutex<ControlConnection>,
    dir: TempDir,
    ports: Ports,
    pub(crate) program: PathBuf,
    socket: Option<PathBuf>,
    pub(crate) options: Builder,
}

impl Builder {
    /// Starts the server, and returns when it answers.
    ///
    /// # Errors
    ///
    /// [`DevError`]: the program is missing, ended at once, or did not answer in time.
    pub fn start(self) -> Result<Server, DevError> {
        Server::start_with(self)
    }
}

impl Server {
    /// Starts a server without a password that keeps nothing, and returns when it answers.
    ///
    /// # Errors
    ///
    /// [`DevError::ProgramMissing`] with the line that installs it on this system, if there is neither `redis-server` nor
    /// `valkey-server`; others if it ended at once or did not answer in time, with the end of its log.
    pub fn start() -> Result<Self, DevError> {
        Self::builder().start()
    }

    /// A builder, to set options first.
    pub fn builder() -> Builder {
        Builder::new(Kind::Data)
    }

    fn start_with(options: Builder) -> Result<Self, DevError> {
        let found = options
            .program
            .as_deref()
            .map_or_else(program::find, program::locate);
        let program = found.ok_or_else(|| DevError::missing(options.program.as_deref()))?;
        let dir = tempfile::Builder::new()
            .prefix("redis-config-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir()
            .map_err(DevError::io("cannot make a temporary directory"))?;
        let mut server = Self {
            process: Mutex::new(None),
            control: Mutex::default(),
            socket: options.has_socket().then(|| config::socket(dir.path())),
            dir,
            ports: Ports::of(&options)?,
            program,
            options,
        };
        let mut attempt = 1;
        loop {
            server.write_config()?;
            match server.run() {
                Err(DevError::Exited { log, .. })
                    if log.contains("Address already in use")
                        && server.options.port.is_none()
                        && attempt < PORT_ATTEMPTS =>
                {
                    attempt += 1;
                    server.ports = Ports::of(&server.options)?;
                }
                Err(error) => return Err(error),
                Ok(()) => return Ok(server),
            }
        }
    }

    /// `redis://127.0.0.1:<port>`, with the password that the server was started with; database 0. `rediss://` if it has no
    /// plaintext port.
    pub fn url(&self) -> String {
        self.url_at(self.options.tls_only(), self.port(), &self.user_info())
    }

    /// `rediss://127.0.0.1:<TLS port>`, with the password that the server was started with; `None` if it has no TLS.
    pub fn tls_url(&self) -> Option<String> {
        self.tls_port()
            .map(|port| self.url_at(true, port, &self.user_info()))
    }

    /// [`url`](Self::url) for a user of [`Builder::user`].
    ///
    /// # Errors
    ///
    /// [`DevError::NoMember`] if there is none of that name.
    pub fn url_of(&self, user: &str) -> Result<String, DevError> {
        let found = self.options.users.iter().find(|one| one.name == user);
        let user = found.ok_or_else(|| DevError::NoMember {
            what: format!("user `{user}`"),
        })?;
        let info = format!("{}:{}@", percent(&user.name), percent(&user.password));
        Ok(self.url_at(self.options.tls_only(), self.port(), &info))
    }

    fn user_info(&self) -> String {
        self.options
            .password
            .as_deref()
            .map_or_else(String::new, |secret| format!(":{}@", percent(secret)))
    }

    fn url_at(&self, tls: bool, port: u16, user: &str) -> String {
        let scheme = if tls { "rediss" } else { "redis" };
        format!("{scheme}://{user}{}:{port}", self.host())
    }

    /// `127.0.0.1`.
    pub fn host(&self) -> &'static str {
        "127.0.0.1"
    }

    /// Its port; the same for as long as this value lives. The plaintext one, unless it has none.
    pub fn port(&self) -> u16 {
        self.ports.main()
    }

    /// The port that speaks TLS, if any.
    pub fn tls_port(&self) -> Option<u16> {
        if self.options.tls_only() {
            Some(self.port())
        } else {
            self.ports.tls()
        }
    }

    /// The process id of the server program, unless it has been killed.
    pub fn pid(&self) -> Option<u32> {
        self.process().as_ref().map(Process::pid)
    }

    /// Its Unix socket, if one was asked for or it has no plaintext port.
    pub fn socket(&self) -> Option<&Path> {
        self.socket.as_deref()
    }

    /// The directory that it keeps its files in.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The end of its log, with passwords replaced.
    pub fn log(&self) -> String {
        log::tail(&self.log_file(), &self.options.secrets())
    }

    /// Kills it as `kill -9` does. It stays down until [`restart`](Self::restart). Killing it twice is fine.
    ///
    /// # Errors
    ///
    /// [`DevError::Io`] if the system refuses.
    pub fn kill(&self) -> Result<(), DevError> {
        let process = self.process().take();
        self.control().open = None;
        process.map_or(Ok(()), Process::kill)
    }

    /// Kills it if it runs, starts it again on the same port with the same files, and returns when it answers.
    ///
    /// The configuration file is one of them: what `CONFIG REWRITE` wrote into it is kept. Other settings made by command are
    /// lost.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn restart(&self) -> Result<(), DevError> {
        self.kill()?;
        self.run()
    }

    /// Stops it with `SIGSTOP`: connections stay open, and nothing answers.
    ///
    /// # Errors
    ///
    /// [`DevError::NotRunning`] if it was killed.
    pub fn freeze(&self) -> Result<(), DevError> {
        self.signal(Signal::STOP)
    }

    /// Continues it after [`freeze`](Self::freeze).
    ///
    /// # Errors
    ///
    /// [`DevError::NotRunning`] if it was killed.
    pub fn thaw(&self) -> Result<(), DevError> {
        self.signal(Signal::CONT)
    }

    /// Sends a command as the default user, and returns the answer as text: the lines of an array one under the other,
    /// an empty text for nil.
    ///
    /// It goes over a connection that is kept open, so it works after `CONFIG SET requirepass` too. Each call waits 20 s
    /// at most.
    ///
    /// # Errors
    ///
    /// [`DevError::Refused`] with the server's words, [`DevError::Io`] if it does not answer, [`DevError::NotRunning`].
    pub fn call(&self, command: &[&str]) -> Result<String, DevError> {
        self.value(command, CALL_TIMEOUT).map(|value| value.text())
    }

    /// Sends a command of bytes, and returns the decoded reply.
    pub(crate) fn value<A: AsRef<[u8]>>(
        &self,
        command: &[A],
        timeout: Duration,
    ) -> Result<Value, DevError> {
        if self.process().is_none() {
            return Err(DevError::NotRunning);
        }
        self.control().call(&self.endpoint(), command, timeout)
    }

    /// Sends a command while this crate waits for something. `None` if the server does not answer, or cannot.
    pub(crate) fn ask(&self, command: &[&str]) -> Option<Value> {
        if !self.is_awake() {
            return None;
        }
        self.value(command, ASK_TIMEOUT).ok()
    }

    /// Whether it runs, and is not frozen.
    pub fn is_awake(&self) -> bool {
        self.process().as_mut().is_some_and(Process::is_awake)
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        match &self.socket {
            Some(socket) if self.options.tls_only() => Endpoint::Socket(socket.clone()),
            _ => Endpoint::Port(self.port()),
        }
    }

    pub(crate) fn ports(&self) -> &Ports {
        &self.ports
    }

    fn signal(&self, signal: Signal) -> Result<(), DevError> {
        self.process()
            .as_mut()
            .ok_or(DevError::NotRunning)?
            .signal(signal)
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.dir().join("server.log")
    }

    // A panic in one test thread must not take the server from the others.
    pub(crate) fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock()
    }

    pub(crate) fn control(&self) -> MutexGuard<'_, ControlConnection> {
        self.control.lock()
    }
}

/// A password as a URL spells it: everything but the unreserved characters as `%XX`.
pub(crate) fn percent(secret: &str) -> String {
    let mut out = String::new();
    for byte in secret.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
