//! One run of the server program, that cannot outlive this process.

use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::error::DevError;

/// The script of the guard. `$1` is the server's directory, the rest its command line.
///
/// A server must end with this process, even if this process is killed with `kill -9` and cannot clean up. So the server is
/// the child of a small shell, whose standard input is a pipe from this process. The pipe closes however this process ends.
/// One half of the shell waits for the server and ends with it: this process can wait for the guard as for any child, and
/// the process id of the server is not reused before. The other half waits for the pipe.
///
/// The guard ignores SIGHUP. The system sends it to a process group with a stopped member (a frozen server) when the end of
/// this process leaves the group without a parent, and it would end the guard too early.
const GUARD: &str = r#"
trap '' HUP
umask 077
dir=$1; shift
exec 3<&0
"$@" 3<&- </dev/null >>"$dir/server.log" 2>&1 &
server=$!
( read -r _ <&3; trap '' TERM; kill -9 "$server"; rm -rf -- "$dir" ) >/dev/null 2>&1 &
watch=$!
echo "$server"
exec 3<&- </dev/null >/dev/null 2>&1
wait "$server"
status=$?
kill "$watch"
exit "$status"
"#;

/// A server that runs, or has ended without `kill`.
#[derive(Debug)]
pub(crate) struct Process {
    server: Pid,
    frozen: bool,
    guard: Child,
    /// Closing it kills the server. It is close-on-exec, so no other child process keeps it open.
    _lifeline: Option<ChildStdin>,
}

impl Process {
    /// Runs `program` with the configuration file in `dir`.
    pub(crate) fn spawn(
        program: &Path,
        dir: &Path,
        config: &Path,
        mode: &[&str],
    ) -> Result<Self, DevError> {
        let mut guard = Command::new("/bin/sh")
            .args(["-c", GUARD, "redis-config-guard"])
            .arg(dir)
            .arg(program)
            .arg(config)
            .args(mode)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C in a terminal goes to the whole process group, but a program needs Redis until it has shut down.
            .process_group(0)
            .spawn()
            .map_err(DevError::io("cannot run /bin/sh"))?;
        let lifeline = guard.stdin.take();
        let mut line = String::new();
        if let Some(output) = guard.stdout.take() {
            BufReader::new(output)
                .read_line(&mut line)
                .map_err(DevError::io("cannot read from the guard shell"))?;
        }
        match line.trim().parse().ok().and_then(Pid::from_raw) {
            Some(server) => Ok(Self {
                server,
                frozen: false,
                guard,
                _lifeline: lifeline,
            }),
            None => Err(DevError::Exited {
                status: "the guard shell gave no process id".to_owned(),
                log: line,
            }),
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.as_raw_nonzero().get().unsigned_abs()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.guard.try_wait().ok().flatten()
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> Result<(), DevError> {
        if self.ended().is_some() {
            return Err(DevError::NotRunning);
        }
        kill_process(self.server, signal)
            .map_err(|error| DevError::io("cannot signal the server")(error.into()))?;
        self.frozen = signal == Signal::STOP;
        Ok(())
    }

    /// Whether it can answer.
    pub(crate) fn is_awake(&mut self) -> bool {
        !self.frozen && self.ended().is_none()
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(mut self) -> Result<(), DevError> {
        self.end().map_err(DevError::io("cannot kill the server"))
    }

    fn end(&mut self) -> io::Result<()> {
        if self.guard.try_wait()?.is_none() {
            match kill_process(self.server, Signal::KILL) {
                // It has just ended.
                Ok(()) | Err(rustix::io::Errno::SRCH) => {}
                Err(error) => return Err(error.into()),
            }
            self.guard.wait()?;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error can be ignored: the guard kills the server when the pipe closes.
        let _ended = self.end();
    }
}
