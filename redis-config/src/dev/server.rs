//! A private server.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use super::builder::{self, Builder};
use super::control::Control;
use super::port::Port;
use super::process::Process;
use super::{DevError, log, program};

/// How often a port may be taken by another program between its choice and the server's bind.
const PORT_ATTEMPTS: u32 = 5;
/// How long a command through [`Server::call`] may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(5);

/// A private real server on 127.0.0.1, gone when dropped and when this process ends in any way.
///
/// Share it by reference, or in an `Arc` or a `static`; every method takes `&self`. One connection of its own, named
/// `redis-config-dev`, stands in the server's `CLIENT LIST`.
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
    control: Mutex<Link>,
    dir: TempDir,
    port: Port,
    program: PathBuf,
    socket: Option<PathBuf>,
    options: Builder,
}

/// The connection behind [`Server::call`].
#[derive(Default)]
struct Link {
    open: Option<Control>,
    /// The password to open it with: the one of the options, until a command changes it.
    password: Option<String>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("open", &self.open.is_some())
            .finish_non_exhaustive()
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

    /// Options first.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(super) fn start_with(options: Builder) -> Result<Self, DevError> {
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
            socket: options.unix_socket.then(|| builder::socket(dir.path())),
            dir,
            port: options
                .port
                .map_or_else(Port::free, |fixed| Ok(Port::fixed(fixed)))?,
            program,
            options,
        };
        let mut attempt = 1;
        loop {
            match server.run() {
                Err(DevError::Exited { log, .. })
                    if log.contains("Address already in use")
                        && server.options.port.is_none()
                        && attempt < PORT_ATTEMPTS =>
                {
                    attempt += 1;
                    server.port = Port::free()?;
                }
                Err(error) => return Err(error),
                Ok(()) => return Ok(server),
            }
        }
    }

    /// `redis://127.0.0.1:<port>`, with the password that the server was started with; database 0.
    pub fn url(&self) -> String {
        let user = self
            .options
            .password
            .as_deref()
            .map_or_else(String::new, |secret| format!(":{}@", percent(secret)));
        format!("redis://{user}{}:{}", self.host(), self.port())
    }

    /// `127.0.0.1`.
    pub fn host(&self) -> &'static str {
        "127.0.0.1"
    }

    /// Its port; the same for as long as this value lives.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// The process id of the server program, unless it has been killed.
    pub fn pid(&self) -> Option<u32> {
        self.process().as_ref().map(Process::pid)
    }

    /// Its Unix socket, if one was asked for.
    pub fn socket(&self) -> Option<&Path> {
        self.socket.as_deref()
    }

    /// The directory that it keeps its files in.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The end of its log, with passwords blotted out.
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
        self.link().open = None;
        process.map_or(Ok(()), Process::kill)
    }

    /// Kills it if it runs, starts it again on the same port with the files that it left, and returns when it answers.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn restart(&self) -> Result<(), DevError> {
        self.kill()?;
        self.run()
    }

    /// Stops it without a word to its clients (`SIGSTOP`): connections stay open, and nothing answers.
    ///
    /// # Errors
    ///
    /// [`DevError::NotRunning`] if it was killed.
    pub fn freeze(&self) -> Result<(), DevError> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on after [`freeze`](Self::freeze).
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
        if self.process().is_none() {
            return Err(DevError::NotRunning);
        }
        let name = command.first().copied().unwrap_or_default();
        let failed = || DevError::io(format!("{name}: no answer from the private Redis server"));
        let refused = |error: String| DevError::Refused {
            command: name.to_owned(),
            error,
        };
        let mut link = self.link();
        // A test may have cut it. A PING finds out; to send the command itself a second time could run it twice.
        let mut control = match link.open.take().and_then(Control::still_open) {
            Some(open) => open,
            None => Control::open(self.port(), link.password.as_deref(), CALL_TIMEOUT)
                .map_err(failed())?
                .map_err(refused)?,
        };
        let reply = control.call(command).map_err(failed())?;
        link.open = Some(control);
        if let ([config, set, key, password], Ok(_)) = (command, &reply)
            && [*config, *set, *key].map(str::to_ascii_lowercase)
                == ["config", "set", "requirepass"]
        {
            link.password = (!password.is_empty()).then(|| (*password).to_owned());
        }
        reply.map_err(refused)
    }

    fn run(&self) -> Result<(), DevError> {
        let config = self.dir().join("redis.conf");
        write_private(&config, &self.options.config(self.dir(), self.port())?)?;
        fs::write(self.log_file(), "").map_err(DevError::io("cannot write the server's log"))?;
        let mut process = Process::spawn(&self.program, self.dir(), &config)?;
        let control = self.wait_until_ready(&mut process)?;
        *self.link() = Link {
            open: control,
            password: self.options.password.clone(),
        };
        *self.process() = Some(process);
        Ok(())
    }

    /// `None` if it is ready, but refuses this connection for good.
    fn wait_until_ready(&self, process: &mut Process) -> Result<Option<Control>, DevError> {
        let limit = self.options.start_timeout;
        let start = Instant::now();
        loop {
            if let Some(status) = process.ended() {
                return Err(DevError::Exited {
                    status: status.to_string(),
                    log: self.log(),
                });
            }
            let last = match self.probe(process.pid()) {
                Ok(control) => return Ok(control),
                Err(last) => last,
            };
            if start.elapsed() >= limit {
                return Err(DevError::Timeout {
                    after: limit,
                    last,
                    log: self.log(),
                });
            }
            thread::sleep(POLL);
        }
    }

    /// One attempt to reach it; the error says why it is not ready.
    fn probe(&self, pid: u32) -> Result<Option<Control>, String> {
        let password = self.options.password.as_deref();
        let timeout = CALL_TIMEOUT.min(self.options.start_timeout);
        let mut control = match Control::open(self.port(), password, timeout)
            .map_err(|error| error.to_string())?
        {
            Ok(control) => control,
            Err(refused) if refused.starts_with("LOADING") => return Err(refused),
            // Options of the test's own (`user`, `rename-command`) lock us out of a server that does answer.
            Err(_) => return Ok(None),
        };
        match control.call(&["PING"]).map_err(|error| error.to_string())? {
            Err(refused) if refused.starts_with("LOADING") => return Err(refused),
            Err(_) => return Ok(None),
            Ok(_) => {}
        }
        // Another server may have taken the port in the meantime and answer in its place.
        let info = control
            .call(&["INFO", "server"])
            .map_err(|error| error.to_string())?
            .unwrap_or_default();
        let answered_by = info
            .lines()
            .find_map(|line| line.strip_prefix("process_id:"));
        match answered_by {
            Some(other) if other.trim() != pid.to_string() => {
                Err("another server answers on its port".to_owned())
            }
            _ => Ok(Some(control)),
        }
    }

    fn signal(&self, signal: Signal) -> Result<(), DevError> {
        self.process()
            .as_mut()
            .ok_or(DevError::NotRunning)?
            .signal(signal)
    }

    fn log_file(&self) -> PathBuf {
        self.dir().join("server.log")
    }

    // A panic in one test thread must not take the server from the others.
    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn link(&self) -> MutexGuard<'_, Link> {
        self.control.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a file that only this user can read.
fn write_private(file: &Path, text: &str) -> Result<(), DevError> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(DevError::io("cannot write the server's configuration"))
}

/// A password as a URL spells it: everything but the unreserved characters as `%XX`.
fn percent(secret: &str) -> String {
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
