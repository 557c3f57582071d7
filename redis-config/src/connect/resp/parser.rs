//! Parses replies as their bytes arrive.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::{io, str};

use bytes::BufMut;
use redis::{ServerError, Value, VerbatimFormat};
use tokio::io::AsyncRead;
use tokio_util::io::poll_read_buf;

use super::frame::{Container, Frame, Malformed};
use super::push::push_kind;

/// The first bytes of all types.
const TYPES: &[u8] = b"$+:*-%~>_#,(=!|";
/// Deepest nesting, as in the `redis` crate.
const MAX_DEPTH: usize = 100;
/// Longest string, and most elements of a container. Redis allows 512 MiB unless configured otherwise.
const MAX_LENGTH: usize = i32::MAX as usize;
/// Longest line: a status, an error, a number.
const MAX_LINE: usize = 64 * 1024 * 1024;
/// Bytes that are read at once.
const READ: usize = 64 * 1024;
/// Free space from which on a read is worth its system call.
const MIN_READ: usize = 16 * 1024;
/// A longer string is read into memory of its own, so that it is not copied.
const LONG_STRING: usize = 32 * 1024;
/// Memory for a long string that is reserved before its bytes have arrived. A server can announce any length.
const MAX_PREALLOCATED: usize = 16 * 1024 * 1024;

/// A reply of one line or string, or the begin of a container.
enum Element {
    Value(Value),
    Container(Container, usize),
}

/// A long string that has not arrived completely.
struct LongString {
    bytes: Vec<u8>,
    /// With the end of the line behind it.
    length: usize,
}

/// Parses replies from the bytes of a socket. It never reads a byte twice, however the bytes are cut into pieces.
#[derive(Default)]
pub(crate) struct ReplyParser {
    buffer: Vec<u8>,
    /// Where the bytes that are not parsed yet begin.
    at: usize,
    /// How many of them hold no end of a line.
    scanned: usize,
    frames: Vec<Frame>,
    long: Option<LongString>,
}

impl ReplyParser {
    /// Reads what the socket has. The number of bytes, 0 at its end.
    pub(crate) fn poll_fill<S: AsyncRead + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Some(long) = &mut self.long {
            let missing = long.length - long.bytes.len();
            let mut rest = (&mut long.bytes).limit(missing);
            return poll_read_buf(Pin::new(stream), cx, &mut rest);
        }
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
        }
        if self.buffer.capacity() - self.buffer.len() < MIN_READ {
            self.buffer.drain(..self.at);
            self.at = 0;
            if self.buffer.capacity() - self.buffer.len() < MIN_READ {
                self.buffer.reserve(READ);
            }
        }
        poll_read_buf(Pin::new(stream), cx, &mut self.buffer)
    }

    /// Whether a part of a reply has arrived.
    pub(crate) fn is_inside_reply(&self) -> bool {
        self.at < self.buffer.len() || self.long.is_some() || !self.frames.is_empty()
    }

    /// The next reply; `None` if it has not arrived completely.
    ///
    /// # Errors
    ///
    /// The bytes are not in the protocol. Nothing behind them can be read.
    pub(crate) fn next_reply(&mut self) -> Result<Option<Value>, Malformed> {
        loop {
            let Some(element) = self.element()? else {
                return Ok(None);
            };
            let mut value = match element {
                Element::Value(value) => value,
                Element::Container(container, length) => {
                    self.frames.push(Frame::new(container, length));
                    continue;
                }
            };
            loop {
                let Some(frame) = self.frames.last_mut() else {
                    return Ok(Some(value));
                };
                if !frame.add(value) {
                    break;
                }
                match self.frames.pop() {
                    Some(frame) => value = frame.close()?,
                    None => return Err(Malformed),
                }
            }
        }
    }

    #[inline]
    fn element(&mut self) -> Result<Option<Element>, Malformed> {
        if self.long.is_some() {
            return Ok(self.long_string()?.map(Element::Value));
        }
        let Some(&kind) = self.buffer.get(self.at) else {
            return Ok(None);
        };
        if self.frames.len() >= MAX_DEPTH {
            return Err(Malformed);
        }
        let Some(end) = self.line_end()? else {
            return match TYPES.contains(&kind) {
                true => Ok(None),
                false => Err(Malformed),
            };
        };
        let line = &self.buffer[self.at + 1..end];
        let after = end + 2;
        let value = match kind {
            b'$' => return Ok(self.string(number(line)?, after)?.map(Element::Value)),
            b'+' if line == b"OK" => Value::Okay,
            b'+' => Value::SimpleString(String::from_utf8_lossy(line).into_owned()),
            b':' => Value::Int(number(line)?),
            b'-' => Value::ServerError(server_error(&self.buffer[self.at..after])?),
            b'_' => Value::Nil,
            b',' => Value::Double(text(line)?.trim().parse().map_err(|_| Malformed)?),
            b'#' => Value::Boolean(match line {
                b"t" => true,
                b"f" => false,
                _ => return Err(Malformed),
            }),
            b'(' => Value::BigNumber(text(line)?.as_bytes().to_vec()),
            b'=' | b'!' => {
                let length = length(number(line)?)?;
                let Some(bytes) = self.blob(length, after)? else {
                    return Ok(None);
                };
                let value = match kind {
                    b'=' => verbatim(bytes)?,
                    _ => {
                        Value::ServerError(server_error(&self.buffer[self.at..after + length + 2])?)
                    }
                };
                self.parsed(after + length + 2);
                return Ok(Some(Element::Value(value)));
            }
            _ => {
                let (container, announced) = match kind {
                    b'*' => (Container::Array, number(line)?),
                    b'~' => (Container::Set, number(line)?),
                    b'%' => (Container::Map, number(line)?),
                    b'|' => (Container::Attribute, number(line)?),
                    b'>' => (Container::Push, number(line)?),
                    _ => return Err(Malformed),
                };
                self.parsed(after);
                return container_of(container, announced).map(Some);
            }
        };
        self.parsed(after);
        Ok(Some(Element::Value(value)))
    }

    /// Where the line that begins at `at` ends.
    #[inline]
    fn line_end(&mut self) -> Result<Option<usize>, Malformed> {
        // Behind the byte of the type.
        let mut from = self.at + self.scanned.max(1);
        loop {
            let rest = self.buffer.get(from..).unwrap_or_default();
            match rest.iter().position(|byte| *byte == b'\r') {
                Some(found) if rest.get(found + 1) == Some(&b'\n') => {
                    return Ok(Some(from + found));
                }
                // The last byte: its `\n` may follow.
                Some(found) if found + 1 == rest.len() => from += found,
                Some(found) => {
                    from += found + 1;
                    continue;
                }
                None => from = from.max(self.buffer.len()),
            }
            self.scanned = from - self.at;
            return match self.scanned {
                0..=MAX_LINE => Ok(None),
                _ => Err(Malformed),
            };
        }
    }

    /// Everything before `to` is parsed.
    #[inline]
    fn parsed(&mut self, to: usize) {
        self.at = to;
        self.scanned = 0;
    }

    /// A string of this length, which begins at `from`.
    #[inline]
    fn string(&mut self, announced: i64, from: usize) -> Result<Option<Value>, Malformed> {
        if announced < 0 {
            self.parsed(from);
            return Ok(Some(Value::Nil));
        }
        let length = length(announced)?;
        if let Some(bytes) = self.blob(length, from)? {
            let value = Value::BulkString(bytes.to_vec());
            self.parsed(from + length + 2);
            return Ok(Some(value));
        }
        if length >= LONG_STRING {
            let mut bytes = Vec::with_capacity((length + 2).min(MAX_PREALLOCATED));
            bytes.extend_from_slice(&self.buffer[from..]);
            self.parsed(self.buffer.len());
            self.long = Some(LongString {
                bytes,
                length: length + 2,
            });
        }
        Ok(None)
    }

    /// The bytes of a string, if all of them have arrived.
    #[inline]
    fn blob(&self, length: usize, from: usize) -> Result<Option<&[u8]>, Malformed> {
        match self.buffer.get(from..from + length + 2) {
            None => Ok(None),
            Some(bytes) if bytes.ends_with(b"\r\n") => Ok(Some(&bytes[..length])),
            Some(_) => Err(Malformed),
        }
    }

    fn long_string(&mut self) -> Result<Option<Value>, Malformed> {
        match self.long.take() {
            Some(LongString { mut bytes, length }) if bytes.len() == length => {
                if !bytes.ends_with(b"\r\n") {
                    return Err(Malformed);
                }
                bytes.truncate(length - 2);
                Ok(Some(Value::BulkString(bytes)))
            }
            long => {
                self.long = long;
                Ok(None)
            }
        }
    }
}

fn container_of(container: Container, announced: i64) -> Result<Element, Malformed> {
    let elements = match container {
        Container::Array | Container::Set if announced < 0 => {
            return Ok(Element::Value(Value::Nil));
        }
        Container::Push if announced <= 0 => {
            return Ok(Element::Value(Value::Push {
                kind: push_kind(String::new()),
                data: Vec::new(),
            }));
        }
        Container::Array | Container::Set | Container::Push => length(announced)?,
        Container::Map => 2 * length(announced)?,
        Container::Attribute => 2 * length(announced)? + 1,
    };
    Ok(match (container, elements) {
        (Container::Array, 0) => Element::Value(Value::Array(Vec::new())),
        (Container::Set, 0) => Element::Value(Value::Set(Vec::new())),
        (Container::Map, 0) => Element::Value(Value::Map(Vec::new())),
        _ => Element::Container(container, elements),
    })
}

fn length(announced: i64) -> Result<usize, Malformed> {
    match usize::try_from(announced) {
        Ok(length @ ..=MAX_LENGTH) => Ok(length),
        _ => Err(Malformed),
    }
}

#[inline]
fn number(line: &[u8]) -> Result<i64, Malformed> {
    // Nearly all numbers are short and have no sign.
    if let 1..=18 = line.len()
        && line.iter().all(u8::is_ascii_digit)
    {
        return Ok(line
            .iter()
            .fold(0, |number, digit| number * 10 + i64::from(digit - b'0')));
    }
    text(line)?.trim().parse().map_err(|_| Malformed)
}

fn text(line: &[u8]) -> Result<&str, Malformed> {
    str::from_utf8(line).map_err(|_| Malformed)
}

/// An error reply. Only the `redis` crate can construct its type, by parsing the reply.
fn server_error(reply: &[u8]) -> Result<ServerError, Malformed> {
    let parsed = match redis::parse_redis_value(reply) {
        // Redis repeats bytes of the command in some errors.
        Err(_) => redis::parse_redis_value(String::from_utf8_lossy(reply).as_bytes()),
        parsed => parsed,
    };
    match parsed {
        Ok(Value::ServerError(error)) => Ok(error),
        _ => Err(Malformed),
    }
}

fn verbatim(bytes: &[u8]) -> Result<Value, Malformed> {
    let text = String::from_utf8_lossy(bytes);
    let (format, text) = text.split_once(':').ok_or(Malformed)?;
    Ok(Value::VerbatimString {
        format: match format {
            "txt" => VerbatimFormat::Text,
            "mkd" => VerbatimFormat::Markdown,
            other => VerbatimFormat::Unknown(other.to_owned()),
        },
        text: text.to_owned(),
    })
}
