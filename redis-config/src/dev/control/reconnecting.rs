//! The connection of `Server::call`: kept open, and reopened when it was closed.

use std::time::Duration;

use super::control::{Control, Endpoint, Login, Value};
use crate::dev::error::DevError;

/// A connection that is opened when needed.
#[derive(Default)]
pub(crate) struct ControlConnection {
    pub(crate) open: Option<Control>,
    /// The login for the next connection: that of the options, until a command changes it.
    pub(crate) login: Option<Login>,
}

impl std::fmt::Debug for ControlConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ControlConnection")
            .field("open", &self.open.is_some())
            .finish_non_exhaustive()
    }
}

impl ControlConnection {
    pub(crate) fn call<A: AsRef<[u8]>>(
        &mut self,
        endpoint: &Endpoint,
        command: &[A],
        timeout: Duration,
    ) -> Result<Value, DevError> {
        let name = String::from_utf8_lossy(command.first().map_or(&[], AsRef::as_ref)).into_owned();
        let failed = || DevError::io(format!("{name}: no answer from the private Redis server"));
        let refused = |error: String| DevError::Refused {
            command: name.clone(),
            error,
        };
        // A test may have closed it. A PING finds that: sending the command twice could run it twice.
        let kept = self.open.take();
        let mut control = match kept.and_then(|open| open.still_open(timeout)) {
            Some(open) => open,
            None => Control::open(endpoint, self.login.as_ref(), timeout)
                .map_err(failed())?
                .map_err(refused)?,
        };
        let reply = control.call(command).map_err(failed())?;
        self.open = Some(control);
        if reply.is_ok() {
            self.note_password(command);
        }
        reply.map_err(refused)
    }

    /// The next connection needs the password that `CONFIG SET requirepass` set.
    fn note_password<A: AsRef<[u8]>>(&mut self, command: &[A]) {
        let [config, set, key, password] = command else {
            return;
        };
        if [config, set, key].map(|word| word.as_ref().to_ascii_lowercase())
            == [&b"config"[..], b"set", b"requirepass"]
            && self.login.as_ref().is_none_or(|login| login.user.is_none())
        {
            let password = String::from_utf8_lossy(password.as_ref()).into_owned();
            self.login = (!password.is_empty()).then_some(Login {
                user: None,
                password,
            });
        }
    }
}
