//! The ports of one server: free TCP ports, reserved while the server is down.

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::ops::Range;

use super::error::DevError;
use super::options::{Builder, Kind};

/// Below the ports that systems use for outgoing connections (from 32768 on Linux, from 49152 on macOS). A client that
/// reconnects to a port in that range while the server is down can get the same local port, and connect to itself.
const SERVERS: Range<u16> = 20_000..32_000;

/// Ports of cluster nodes: the bus of each is [`BUS`] above it, and has to be below those ports too.
const NODES: Range<u16> = 20_000..22_000;

/// How far the bus of a cluster node is above its port, in every version.
pub(crate) const BUS: u16 = 10_000;

/// The ports of one server.
#[derive(Debug)]
pub(crate) struct Ports {
    /// The plaintext port, or the only port.
    main: Port,
    /// The TLS port, if there is a plaintext port too.
    tls: Option<Port>,
}

impl Ports {
    pub(crate) fn of(options: &Builder) -> Result<Self, DevError> {
        Ok(Self {
            main: match options.port {
                Some(fixed) => Port::fixed(fixed),
                None if options.kind == Kind::Node => Port::free_with_bus()?,
                None => Port::free()?,
            },
            tls: match options.tls {
                Some(_) if options.plaintext => Some(Port::free()?),
                _ => None,
            },
        })
    }

    pub(crate) fn main(&self) -> u16 {
        self.main.number
    }

    pub(crate) fn tls(&self) -> Option<u16> {
        self.tls.as_ref().map(|port| port.number)
    }
}

/// A port, reserved against other private servers.
///
/// The reservation is a UDP socket with the same number. UDP has its own port numbers, so it blocks no server; only one
/// process can bind it; and the system closes it when this process ends in any way. It keeps the port reserved between a
/// kill and a restart.
#[derive(Debug)]
struct Port {
    number: u16,
    _reservations: Vec<UdpSocket>,
}

impl Port {
    /// A free port.
    fn free() -> Result<Self, DevError> {
        Self::draw(SERVERS, &[0])
    }

    /// A free port whose cluster bus port is free too.
    fn free_with_bus() -> Result<Self, DevError> {
        Self::draw(NODES, &[0, BUS])
    }

    fn draw(from: Range<u16>, offsets: &[u16]) -> Result<Self, DevError> {
        for _ in 0..200 {
            let drawn = RandomState::new().hash_one(()) % from.len() as u64;
            let number = from.start + u16::try_from(drawn).unwrap_or_default();
            let reservations: Option<Vec<_>> = offsets
                .iter()
                .map(|offset| reserve(number + offset))
                .collect();
            if let Some(reservations) = reservations {
                return Ok(Self {
                    number,
                    _reservations: reservations,
                });
            }
        }
        Err(DevError::NoPort {
            first: from.start,
            last: from.end,
        })
    }

    /// This port. The server reports it if the port is in use.
    fn fixed(number: u16) -> Self {
        Self {
            number,
            _reservations: UdpSocket::bind((Ipv4Addr::LOCALHOST, number))
                .into_iter()
                .collect(),
        }
    }
}

fn reserve(number: u16) -> Option<UdpSocket> {
    let reservation = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)).ok()?;
    TcpListener::bind((Ipv4Addr::LOCALHOST, number))
        .is_ok()
        .then_some(reservation)
}
