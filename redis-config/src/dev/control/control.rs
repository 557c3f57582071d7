//! A connection to a private server, with its own small RESP parser.
//!
//! It does not use the handles of this library: tests break those on purpose, and this connection must keep working.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// The name of the connection in `CLIENT LIST`, and of its user if the default user is off.
pub(crate) const CLIENT_NAME: &str = "redis-config-dev";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const MAX_DEPTH: u32 = 16;

/// The reply of the server, or its error.
pub(crate) type Reply = Result<Value, String>;

/// Where to connect to a server.
#[derive(Clone, Debug)]
pub(crate) enum Endpoint {
    /// A plaintext port of 127.0.0.1.
    Port(u16),
    /// A Unix socket, if every port requires TLS.
    Socket(PathBuf),
}

/// A user and a password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Login {
    /// The default user if `None`.
    pub(crate) user: Option<String>,
    pub(crate) password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A decoded reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Nil,
    Bytes(Vec<u8>),
    Array(Vec<Value>),
    /// An error inside an array.
    Error(String),
}

impl Value {
    /// As text: an array has one line for each element, nil is empty.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Nil => String::new(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Array(values) => values.iter().map(Self::text).collect::<Vec<_>>().join("\n"),
            Self::Error(error) => error.clone(),
        }
    }

    /// The elements of an array, as bytes.
    pub(crate) fn into_keys(self) -> Vec<Vec<u8>> {
        self.array()
            .into_iter()
            .filter_map(|value| match value {
                Self::Bytes(bytes) => Some(bytes),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn array(self) -> Vec<Self> {
        match self {
            Self::Array(values) => values,
            _ => Vec::new(),
        }
    }
}

trait Stream: Read + Write + Send {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()>;
}

impl Stream for TcpStream {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(timeout))?;
        self.set_write_timeout(Some(timeout))
    }
}

impl Stream for UnixStream {
    fn set_timeout(&self, timeout: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(timeout))?;
        self.set_write_timeout(Some(timeout))
    }
}

/// An open connection. Authenticated once, it stays so when the password changes.
pub(crate) struct Control {
    stream: BufReader<Box<dyn Stream>>,
}

impl Control {
    /// Connects and authenticates; the inner error is the server's refusal.
    pub(crate) fn open(
        endpoint: &Endpoint,
        login: Option<&Login>,
        timeout: Duration,
    ) -> io::Result<Result<Self, String>> {
        let stream: Box<dyn Stream> = match endpoint {
            Endpoint::Port(port) => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
                let stream = TcpStream::connect_timeout(&address, CONNECT_TIMEOUT.min(timeout))?;
                stream.set_nodelay(true)?;
                Box::new(stream)
            }
            Endpoint::Socket(path) => Box::new(UnixStream::connect(path)?),
        };
        stream.set_timeout(timeout)?;
        let mut control = Self {
            stream: BufReader::new(stream),
        };
        if let Some(Login { user, password }) = login {
            let auth = match user {
                Some(user) => control.call(&["AUTH", user, password])?,
                None => control.call(&["AUTH", password])?,
            };
            if let Err(error) = auth {
                return Ok(Err(error));
            }
        }
        // A name is for readers of CLIENT LIST. If the ACL forbids it, the connection works without.
        let _named = control.call(&["CLIENT", "SETNAME", CLIENT_NAME])?;
        Ok(Ok(control))
    }

    /// Checks that the server has not closed the connection, and sets its timeout.
    pub(crate) fn still_open(mut self, timeout: Duration) -> Option<Self> {
        self.stream.get_ref().set_timeout(timeout).ok()?;
        self.call(&["PING"]).is_ok().then_some(self)
    }

    pub(crate) fn call<A: AsRef<[u8]>>(&mut self, command: &[A]) -> io::Result<Reply> {
        let mut request = format!("*{}\r\n", command.len()).into_bytes();
        for part in command {
            let part = part.as_ref();
            request.extend_from_slice(format!("${}\r\n", part.len()).as_bytes());
            request.extend_from_slice(part);
            request.extend_from_slice(b"\r\n");
        }
        self.stream.get_mut().write_all(&request)?;
        Ok(match self.value(0)? {
            Value::Error(error) => Err(error),
            value => Ok(value),
        })
    }

    fn value(&mut self, depth: u32) -> io::Result<Value> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end_matches(['\r', '\n']);
        let Some((kind, rest)) = line.split_at_checked(1) else {
            return Err(malformed());
        };
        match kind {
            "+" | ":" => Ok(Value::Bytes(rest.as_bytes().to_vec())),
            "-" => Ok(Value::Error(rest.to_owned())),
            "$" => match length(rest)? {
                None => Ok(Value::Nil),
                Some(length) => {
                    let mut bytes = vec![0; length + 2];
                    self.stream.read_exact(&mut bytes)?;
                    bytes.truncate(length);
                    Ok(Value::Bytes(bytes))
                }
            },
            "*" if depth < MAX_DEPTH => match length(rest)? {
                None => Ok(Value::Nil),
                Some(length) => (0..length)
                    .map(|_| self.value(depth + 1))
                    .collect::<io::Result<_>>()
                    .map(Value::Array),
            },
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
