//! A free TCP port that stays ours while the server is down.

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::ops::Range;

use super::error::DevError;

/// Below the ports that systems give to outgoing connections (32768 up on Linux, 49152 up on macOS): a client that tries
/// to reconnect to a port in *that* range while the server is down can be given the very same port, and connect to itself.
const SERVERS: Range<u16> = 20_000..32_000;

/// Ports of cluster nodes: the bus of each is [`BUS`] above it, and has to be below those ports too.
const NODES: Range<u16> = 20_000..22_000;

/// How far the bus of a cluster node is above its port, in every version.
pub(crate) const BUS: u16 = 10_000;

/// A port, and its claim against other private servers.
///
/// The claim is a UDP socket of the same number: another name space, so it is in nobody's way; exclusive; and let go by the
/// system when this process ends in any way. It keeps the port ours between a kill and a restart.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    _claims: Vec<UdpSocket>,
}

impl Port {
    /// A free one.
    pub(crate) fn free() -> Result<Self, DevError> {
        Self::draw(SERVERS, &[0])
    }

    /// A free one, with that of the cluster bus.
    pub(crate) fn free_with_bus() -> Result<Self, DevError> {
        Self::draw(NODES, &[0, BUS])
    }

    fn draw(from: Range<u16>, offsets: &[u16]) -> Result<Self, DevError> {
        for _ in 0..200 {
            let drawn = RandomState::new().hash_one(()) % from.len() as u64;
            let number = from.start + u16::try_from(drawn).unwrap_or_default();
            let claims: Option<Vec<_>> = offsets
                .iter()
                .map(|offset| claim(number + offset))
                .collect();
            if let Some(claims) = claims {
                return Ok(Self {
                    number,
                    _claims: claims,
                });
            }
        }
        Err(DevError::NoPort {
            first: from.start,
            last: from.end,
        })
    }

    /// The one asked for; that it is free, the server will find out.
    pub(crate) fn fixed(number: u16) -> Self {
        Self {
            number,
            _claims: UdpSocket::bind((Ipv4Addr::LOCALHOST, number))
                .into_iter()
                .collect(),
        }
    }

    pub(crate) fn number(&self) -> u16 {
        self.number
    }
}

fn claim(number: u16) -> Option<UdpSocket> {
    let claim = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
    TcpListener::bind((Ipv4Addr::LOCALHOST, number))
        .is_ok()
        .then_some(claim)
}
