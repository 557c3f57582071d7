//! The configuration file of a private server.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::control::control::{CLIENT_NAME, Login};
use super::error::DevError;
use super::options::{Builder, Kind};
use super::ports::Ports;
use super::tls::tls::ServerTls;

impl Builder {
    /// The configuration file.
    pub(crate) fn config(&self, dir: &Path, ports: &Ports) -> Result<String, DevError> {
        let mut file = format!(
            "bind 127.0.0.1\nprotected-mode yes\ndaemonize no\nloglevel warning\ndir {}\n",
            quoted(&dir.to_string_lossy())
        );
        let mut line = |line: String| {
            file.push_str(&line);
            file.push('\n');
        };
        match (&self.tls, ports.tls()) {
            (None, _) => line(format!("port {}", ports.main())),
            (Some(_), Some(tls)) => line(format!("port {}\ntls-port {tls}", ports.main())),
            (Some(_), None) => line(format!("port 0\ntls-port {}", ports.main())),
        }
        for (key, value) in self.tls.iter().flat_map(|tls| tls.options(dir)) {
            line(format!("{key} {value}"));
        }
        for user in &self.users {
            if [&user.name, &user.rules]
                .iter()
                .any(|text| text.contains(['\n', '\r', '\0']))
            {
                return Err(DevError::Option {
                    key: "user".to_owned(),
                });
            }
            line(format!(
                "user {} on {} {}",
                user.name,
                quoted(&format!(">{}", user.password)),
                user.rules
            ));
        }
        if let Some(Login { password, .. }) = &self.default_user_off {
            line(format!(
                "user {CLIENT_NAME} on >{password} ~* &* +@all\nuser default off"
            ));
        }
        if self.kind != Kind::Sentinel {
            line("save \"\"".to_owned());
        }
        if self.append_only {
            line("appendonly yes\nappendfsync everysec".to_owned());
        }
        if let Some(password) = &self.password {
            line(format!("requirepass {}", quoted(password)));
        }
        if self.has_socket() {
            let path = quoted(&socket(dir).to_string_lossy());
            line(format!("unixsocket {path}\nunixsocketperm 700"));
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
            line(format!(
                "{key} {}",
                if value.is_empty() { "\"\"" } else { value }
            ));
        }
        Ok(file)
    }

    /// What must be removed from a log before it is shown.
    pub(crate) fn secrets(&self) -> Vec<String> {
        const HOLD_SECRETS: [&str; 4] = ["requirepass", "masterauth", "user", "tls-key-file-pass"];
        let mut secrets: Vec<String> = Vec::new();
        let users = self.users.iter().map(|user| &user.password);
        let own = self.default_user_off.iter().map(|login| &login.password);
        for secret in self
            .password
            .iter()
            .chain(&self.hidden)
            .chain(users)
            .chain(own)
        {
            secrets.extend([quoted(secret), secret.clone()]);
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

impl ServerTls {
    fn options(&self, dir: &Path) -> Vec<(&'static str, String)> {
        let path = |name: &str| quoted(&dir.join(name).to_string_lossy());
        let auth = if self.client_certificate { "yes" } else { "no" };
        let mut options = vec![
            ("tls-ca-cert-file", path("ca.pem")),
            ("tls-cert-file", path("server.pem")),
            ("tls-key-file", path("server.key")),
            ("tls-auth-clients", auth.to_owned()),
        ];
        if let Some(protocols) = &self.protocols {
            options.push(("tls-protocols", quoted(protocols)));
        }
        options
    }
}

pub(crate) fn socket(dir: &Path) -> PathBuf {
    dir.join("redis.sock")
}

/// A value as the server's configuration file quotes it.
pub(crate) fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for byte in value.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            // Writing to a String cannot fail.
            other => {
                let _written = write!(out, "\\x{other:02x}");
            }
        }
    }
    out.push('"');
    out
}
