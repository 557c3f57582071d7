//! Asks a port what it speaks, on a socket of its own, once a connection has failed for no stated reason.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

/// A port that has an answer gives it within a round trip or two.
const PATIENCE: Duration = Duration::from_millis(500);
/// A command in the form that every Redis takes before anything was agreed on.
#[cfg(feature = "tls")]
const PING: &[u8] = b"PING\r\n";

/// What stands before the lists of a TLS 1.2 `ClientHello`: record header, handshake header, version.
const HELLO_START: [u8; 11] = [
    0x16, 0x03, 0x01, 0, 87, // handshake record of 87 bytes
    0x01, 0, 0, 83, // ClientHello of 83 bytes
    0x03, 0x03, // TLS 1.2
];
/// Need not be random: nothing is ever encrypted with it.
const HELLO_RANDOM: [u8; 32] = *b"redis-config asks: is this TLS ?";
const HELLO_END: [u8; 49] = [
    0, // no session
    0, 12, 0xc0, 0x2b, 0xc0, 0x2c, 0xc0, 0x2f, 0xc0, 0x30, 0, 0x9c, 0, 0x9d, // cipher suites
    1, 0, // no compression
    0, 30, // extensions
    0, 10, 0, 6, 0, 4, 0, 0x1d, 0, 0x17, // supported groups
    0, 11, 0, 2, 1, 0, // point formats
    0, 13, 0, 10, 0, 8, 0x04, 0x03, 0x08, 0x04, 0x04, 0x01, 0x05,
    0x03, // signature algorithms
];

/// Whether the port answers a `ClientHello` as TLS does, be it with an alert.
///
/// Cancel safe.
pub(crate) async fn speaks_tls(peer: SocketAddr, deadline: Instant) -> bool {
    let hello = [&HELLO_START[..], &HELLO_RANDOM, &HELLO_END].concat();
    let answer = ask(peer, &hello, deadline).await;
    matches!(answer[..], [0x15 | 0x16, 0x03, ..])
}

/// Whether the port answers a plain `PING` as Redis does, be it with an error.
///
/// Cancel safe.
#[cfg(feature = "tls")]
pub(crate) async fn speaks_redis(peer: SocketAddr, deadline: Instant) -> bool {
    let answer = ask(peer, PING, deadline).await;
    matches!(answer[..], [b'+' | b'-', b'A'..=b'Z', ..])
}

/// The first bytes of the answer; none if there is no answer.
async fn ask(peer: SocketAddr, question: &[u8], deadline: Instant) -> Vec<u8> {
    let mut answer = Vec::new();
    let asking = async {
        let socket = TcpStream::connect(peer).await?;
        let mut sent = 0;
        while sent < question.len() {
            socket.writable().await?;
            sent += or_none(socket.try_write(&question[sent..]))?;
        }
        let mut bytes = [0; 16];
        while answer.len() < 2 {
            socket.readable().await?;
            match socket.try_read(&mut bytes) {
                Ok(0) => break,
                read => answer.extend_from_slice(&bytes[..or_none(read)?]),
            }
        }
        io::Result::Ok(())
    };
    // No answer is an answer.
    let _silent = timeout_at(deadline.min(Instant::now() + PATIENCE), asking).await;
    answer
}

/// Readiness may turn out to be none.
fn or_none(outcome: io::Result<usize>) -> io::Result<usize> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_inside_the_hello_are_right() {
        let hello = HELLO_START.len() + HELLO_RANDOM.len() + HELLO_END.len();
        assert_eq!(hello, 5 + usize::from(HELLO_START[4]));
        assert_eq!(hello, 9 + usize::from(HELLO_START[8]));
        // The list of extensions, whose length stands before it, is the end.
        assert_eq!(HELLO_END.len(), 19 + usize::from(HELLO_END[18]));
    }
}
