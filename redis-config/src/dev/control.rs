//! A private connection to the server, in the few lines of RESP that it takes.
//!
//! Not through the library's own handles: tests break those on purpose, and this connection has to survive it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The name it goes by in `CLIENT LIST`.
pub(super) const CLIENT_NAME: &str = "redis-config-dev";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const MAX_DEPTH: u32 = 16;

/// What came of a command: the server's words, good or bad.
pub(super) type Reply = Result<String, String>;

/// An open connection. Authenticated once, it stays so when the password changes.
#[derive(Debug)]
pub(super) struct Control {
    stream: BufReader<TcpStream>,
}

impl Control {
    /// Connects and authenticates; the inner error is the server's refusal.
    pub(super) fn open(
        port: u16,
        password: Option<&str>,
        timeout: Duration,
    ) -> io::Result<Result<Self, String>> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let stream = TcpStream::connect_timeout(&address, CONNECT_TIMEOUT.min(timeout))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        let mut control = Self {
            stream: BufReader::new(stream),
        };
        if let Some(password) = password
            && let Err(error) = control.call(&["AUTH", password])?
        {
            return Ok(Err(error));
        }
        // A name is for the reader of CLIENT LIST; an ACL that forbids it is no reason to fail.
        let _named = control.call(&["CLIENT", "SETNAME", CLIENT_NAME])?;
        Ok(Ok(control))
    }

    /// Itself, unless the other side has closed it.
    pub(super) fn still_open(mut self) -> Option<Self> {
        self.call(&["PING"]).is_ok().then_some(self)
    }

    pub(super) fn call(&mut self, command: &[&str]) -> io::Result<Reply> {
        let mut request = format!("*{}\r\n", command.len()).into_bytes();
        for part in command {
            request.extend_from_slice(format!("${}\r\n{part}\r\n", part.len()).as_bytes());
        }
        self.stream.get_mut().write_all(&request)?;
        self.reply(0)
    }

    fn reply(&mut self, depth: u32) -> io::Result<Reply> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end_matches(['\r', '\n']);
        let Some((kind, rest)) = line.split_at_checked(1) else {
            return Err(malformed());
        };
        match kind {
            "+" | ":" => Ok(Ok(rest.to_owned())),
            "-" => Ok(Err(rest.to_owned())),
            "$" => match length(rest)? {
                None => Ok(Ok(String::new())),
                Some(length) => {
                    let mut bytes = vec![0; length + 2];
                    self.stream.read_exact(&mut bytes)?;
                    bytes.truncate(length);
                    Ok(Ok(String::from_utf8_lossy(&bytes).into_owned()))
                }
            },
            "*" if depth < MAX_DEPTH => {
                let mut lines = Vec::new();
                for _ in 0..length(rest)?.unwrap_or_default() {
                    lines.push(self.reply(depth + 1)?.unwrap_or_else(|error| error));
                }
                Ok(Ok(lines.join("\n")))
            }
            _ => Err(malformed()),
        }
    }
}

fn length(text: &str) -> io::Result<Option<usize>> {
    if text == "-1" {
        Ok(None)
    } else {
        text.parse().map(Some).map_err(|_| malformed())
    }
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a RESP reply")
}
