//! A free TCP port that stays ours while the server is down.

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};

use super::DevError;

/// Below the ports that systems give to outgoing connections (32768 up on Linux, 49152 up on macOS): a client that tries
/// to reconnect to a port in *that* range while the server is down can be given the very same port, and connect to itself.
const FIRST: u16 = 20_000;
const LAST: u16 = 32_000;

/// A port, and its claim against other private servers.
///
/// The claim is a UDP socket of the same number: another name space, so it is in nobody's way; exclusive; and let go by the
/// system when this process ends in any way. It keeps the port ours between a kill and a restart.
#[derive(Debug)]
pub(super) struct Port {
    number: u16,
    _claim: Option<UdpSocket>,
}

impl Port {
    /// A free one.
    pub(super) fn free() -> Result<Self, DevError> {
        let span = LAST - FIRST;
        for _ in 0..200 {
            let drawn = RandomState::new().hash_one(()) % u64::from(span);
            let number = FIRST + u16::try_from(drawn).unwrap_or_default();
            let Ok(claim) = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)) else {
                continue;
            };
            if TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok() {
                return Ok(Self {
                    number,
                    _claim: Some(claim),
                });
            }
        }
        Err(DevError::NoPort {
            first: FIRST,
            last: LAST,
        })
    }

    /// The one asked for; that it is free, the server will find out.
    pub(super) fn fixed(number: u16) -> Self {
        Self {
            number,
            _claim: UdpSocket::bind((Ipv4Addr::LOCALHOST, number)).ok(),
        }
    }

    pub(super) fn number(&self) -> u16 {
        self.number
    }
}
