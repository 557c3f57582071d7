//! Where one RESP message ends: enough of the protocol to count commands and replies, and no more.

/// The bytes are not RESP (TLS, another protocol, garbage).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotResp;

/// One command to the server.
#[derive(Clone, Debug)]
pub struct Command {
    args: Vec<Vec<u8>>,
}

impl Command {
    /// Its name in capitals: `EVALSHA`.
    pub fn name(&self) -> String {
        self.text(0).to_ascii_uppercase()
    }

    /// Whether it has this name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.args
            .first()
            .is_some_and(|first| first.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// Whether it runs the script with this SHA-1, or with this source.
    pub fn runs_script(&self, sha: &str, source: &str) -> bool {
        self.is("EVALSHA") && self.text(1) == sha
            || self.is("EVAL") && self.text(1).trim() == source.trim()
    }

    /// Argument `at` as text, the name being argument 0; empty if there is none.
    pub fn text(&self, at: usize) -> String {
        self.args
            .get(at)
            .map(|arg| String::from_utf8_lossy(arg).into_owned())
            .unwrap_or_default()
    }

    /// The arguments after the name.
    pub fn args(&self) -> &[Vec<u8>] {
        self.args.get(1..).unwrap_or_default()
    }
}

/// The length of the first message in `bytes`; `None` while it is not whole.
pub(super) fn message_len(bytes: &[u8]) -> Result<Option<usize>, NotResp> {
    skip(bytes, 0)
}

/// Whether a message is a RESP3 push.
pub(super) fn is_push(message: &[u8]) -> bool {
    message.first() == Some(&b'>')
}

/// The command in a whole message.
pub(super) fn command(message: &[u8]) -> Result<Command, NotResp> {
    let Some((b'*', count, mut at)) = header(message, 0)? else {
        return Err(NotResp);
    };
    let mut args = Vec::new();
    for _ in 0..count {
        let Some((b'$', len, start)) = header(message, at)? else {
            return Err(NotResp);
        };
        let end = start + usize::try_from(len).map_err(|_| NotResp)?;
        args.push(message.get(start..end).ok_or(NotResp)?.to_vec());
        at = end + 2;
    }
    Ok(Command { args })
}

/// The kind, the number and the end of the line that starts at `at`; `None` while it is not whole.
fn header(bytes: &[u8], at: usize) -> Result<Option<(u8, i64, usize)>, NotResp> {
    let Some(rest) = bytes.get(at..) else {
        return Ok(None);
    };
    let Some(&kind) = rest.first() else {
        return Ok(None);
    };
    if !b"+-:$*_#,(!=%~>|".contains(&kind) {
        return Err(NotResp);
    }
    let Some(line) = rest.windows(2).position(|two| two == b"\r\n") else {
        return Ok(None);
    };
    let number = match kind {
        b'$' | b'*' | b'!' | b'=' | b'%' | b'~' | b'>' | b'|' => {
            std::str::from_utf8(&rest[1..line])
                .ok()
                .and_then(|text| text.parse().ok())
                .ok_or(NotResp)?
        }
        _ => 0,
    };
    Ok(Some((kind, number, at + line + 2)))
}

/// The end of the message that starts at `at`.
fn skip(bytes: &[u8], at: usize) -> Result<Option<usize>, NotResp> {
    let Some((kind, number, mut end)) = header(bytes, at)? else {
        return Ok(None);
    };
    let members = match kind {
        b'$' | b'!' | b'=' => {
            if let Ok(len) = usize::try_from(number) {
                end += len + 2;
            }
            return Ok((end <= bytes.len()).then_some(end));
        }
        b'*' | b'~' | b'>' => number,
        b'%' => number * 2,
        // An attribute precedes the message that it belongs to.
        b'|' => number * 2 + 1,
        _ => 0,
    };
    for _ in 0..members {
        match skip(bytes, end)? {
            Some(next) => end = next,
            None => return Ok(None),
        }
    }
    Ok(Some(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_ends_where_its_last_member_ends() {
        let whole: &[&[u8]] = &[
            b"+OK\r\n",
            b"$-1\r\n",
            b"*-1\r\n",
            b"$5\r\nhello\r\n",
            b"*2\r\n$1\r\na\r\n:7\r\n",
            b"%1\r\n+k\r\n*1\r\n_\r\n",
            b"|1\r\n+ttl\r\n:3\r\n#t\r\n",
            b">2\r\n+invalidate\r\n*0\r\n",
        ];
        for message in whole {
            let mut long = message.to_vec();
            long.extend_from_slice(b"+next\r\n");
            assert_eq!(message_len(&long), Ok(Some(message.len())));
            for cut in 0..message.len() {
                assert_eq!(message_len(&message[..cut]), Ok(None), "cut at {cut}");
            }
        }
    }

    #[test]
    fn data_that_is_not_resp_is_refused() {
        assert_eq!(message_len(b"HTTP/1.1 400"), Err(NotResp));
        assert_eq!(message_len(&[0x16, 3, 1]), Err(NotResp));
    }

    #[test]
    fn a_command_has_a_name_and_arguments() {
        let command = command(b"*3\r\n$3\r\nset\r\n$1\r\nk\r\n$2\r\n\r\n\r\n").expect("a command");
        assert_eq!(command.name(), "SET");
        assert!(command.is("Set"));
        assert_eq!(command.args(), [b"k".to_vec(), b"\r\n".to_vec()]);
    }
}
