//! Probes which protocol a port speaks, on a new socket, after a handshake has failed without a reason.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

/// A port that answers does so within a round trip or two.
const PROBE_TIMEOUT: Duration = Duration::from_millis(500);
/// An inline command, which every Redis accepts first.
#[cfg(feature = "tls")]
const PING: &[u8] = b"PING\r\n";

/// The start of a TLS 1.2 `ClientHello`: record header, handshake header, version.
const HELLO_START: [u8; 11] = [
    0x16, 0x03, 0x01, 0, 87, // handshake record of 87 bytes
    0x01, 0, 0, 83, // ClientHello of 83 bytes
    0x03, 0x03, // TLS 1.2
];
/// Need not be random, since nothing is encrypted with it.
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

/// Whether the port answers a `ClientHello` like TLS does, possibly with an alert.
///
/// Cancel safe.
pub(crate) async fn speaks_tls(peer: SocketAddr, deadline: Instant) -> bool {
    let hello = [&HELLO_START[..], &HELLO_RANDOM, &HELLO_END].concat();
    let reply = ask(peer, &hello, deadline).await;
    matches!(reply[..], [0x15 | 0x16, 0x03, ..])
}

/// Whether the port answers a plaintext `PING` like Redis does, possibly with an error.
///
/// Cancel safe.
#[cfg(feature = "tls")]
pub(crate) async fn speaks_redis(peer: SocketAddr, deadline: Instant) -> bool {
    let reply = ask(peer, PING, deadline).await;
    matches!(reply[..], [b'+' | b'-', b'A'..=b'Z', ..])
}

/// The first bytes of the reply; empty if there is none.
async fn ask(peer: SocketAddr, request: &[u8], deadline: Instant) -> Vec<u8> {
    let mut reply = Vec::new();
    let exchange = async {
        let socket = TcpStream::connect(peer).await?;
        let mut sent = 0;
        while sent < request.len() {
            socket.writable().await?;
            sent += or_zero(socket.try_write(&request[sent..]))?;
        }
        let mut bytes = [0; 16];
        while reply.len() < 2 {
            socket.readable().await?;
            match socket.try_read(&mut bytes) {
                Ok(0) => break,
                read => reply.extend_from_slice(&bytes[..or_zero(read)?]),
            }
        }
        io::Result::Ok(())
    };
    // Silence or an error means another protocol.
    let _result = timeout_at(deadline.min(Instant::now() + PROBE_TIMEOUT), exchange).await;
    reply
}

/// Readiness can be spurious.
fn or_zero(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_in_the_hello_are_right() {
        let hello = HELLO_START.len() + HELLO_RANDOM.len() + HELLO_END.len();
        assert_eq!(hello, 5 + usize::from(HELLO_START[4]));
        assert_eq!(hello, 9 + usize::from(HELLO_START[8]));
        // The extensions end the message, after their length.
        assert_eq!(HELLO_END.len(), 19 + usize::from(HELLO_END[18]));
    }
}
