//! Starting the program, and waiting until it answers.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::control::control::{Control, Login};
use super::error::DevError;
use super::options::Kind;
use super::process::Process;
use super::sentinel::timing;
use super::server::{CALL_TIMEOUT, Server};

const POLL: Duration = Duration::from_millis(5);

impl Server {
    /// Called once, not at a restart: sentinels and cluster nodes store their state in this file.
    pub(crate) fn write_config(&self) -> Result<(), DevError> {
        if let Some(tls) = &self.options.tls {
            for (name, text) in [
                ("ca.pem", &tls.ca),
                ("server.pem", &tls.certificate),
                ("server.key", &tls.key),
            ] {
                write_private(&self.dir().join(name), text)?;
            }
        }
        write_private(
            &self.config_file(),
            &self.options.config(self.dir(), self.ports())?,
        )
    }

    pub(crate) fn run(&self) -> Result<(), DevError> {
        fs::write(self.log_file(), "").map_err(DevError::io("cannot write the server's log"))?;
        let mode: &[&str] = match self.options.kind {
            Kind::Sentinel => &["--sentinel"],
            Kind::Data | Kind::Node => &[],
        };
        let mut process = Process::spawn(&self.program, self.dir(), &self.config_file(), mode)?;
        let (control, login) = self.wait_until_ready(&mut process)?;
        {
            let mut connection = self.control();
            connection.open = control;
            connection.login = login;
        }
        *self.process() = Some(process);
        if self.options.kind == Kind::Sentinel {
            timing::set(self);
        }
        Ok(())
    }

    /// Returns no connection if the server is ready, but refuses the login of this one.
    fn wait_until_ready(
        &self,
        process: &mut Process,
    ) -> Result<(Option<Control>, Option<Login>), DevError> {
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
                Ok(reached) => return Ok(reached),
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

    /// One attempt to connect. The error is the reason why the server is not ready.
    fn probe(&self, pid: u32) -> Result<(Option<Control>, Option<Login>), String> {
        let asked = self.options.login();
        let last = self.control().login.clone();
        // `CONFIG REWRITE` may have kept a password that the options do not know.
        for login in [&asked, &last] {
            match self.probe_as(pid, login.as_ref()) {
                Ok(Some(control)) => return Ok((Some(control), login.clone())),
                Ok(None) => {}
                Err(last) => return Err(last),
            }
        }
        // The server answers, but options of the test (`user`, `rename-command`) refuse this connection.
        Ok((None, asked))
    }

    /// `None` if the server answers with a refusal.
    fn probe_as(&self, pid: u32, login: Option<&Login>) -> Result<Option<Control>, String> {
        let timeout = CALL_TIMEOUT.min(self.options.start_timeout);
        let mut control = match Control::open(&self.endpoint(), login, timeout)
            .map_err(|error| error.to_string())?
        {
            Ok(control) => control,
            Err(refused) if refused.starts_with("LOADING") => return Err(refused),
            Err(_) => return Ok(None),
        };
        match control.call(&["PING"]).map_err(|error| error.to_string())? {
            Err(refused) if refused.starts_with("LOADING") => return Err(refused),
            Err(_) => return Ok(None),
            Ok(_) => {}
        }
        // Another server may have bound the port in the meantime.
        let info = control
            .call(&["INFO", "server"])
            .map_err(|error| error.to_string())?
            .map_or_else(|_| String::new(), |info| info.text());
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

    fn config_file(&self) -> PathBuf {
        self.dir().join("redis.conf")
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
