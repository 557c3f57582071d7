//! The ports of one server.

use super::DevError;
use super::builder::Builder;
use super::config::Kind;
use super::port::Port;

#[derive(Debug)]
pub(super) struct Ports {
    main: Port,
}

impl Ports {
    pub(super) fn of(options: &Builder) -> Result<Self, DevError> {
        Ok(Self {
            main: match options.port {
                Some(fixed) => Port::fixed(fixed),
                None if options.kind == Kind::Node => Port::free_with_bus()?,
                None => Port::free()?,
            },
        })
    }

    /// Where other nodes of a cluster and clients of this kind reach it.
    pub(super) fn node(&self) -> u16 {
        self.main.number()
    }

    /// Of the plaintext listener.
    pub(super) fn plaintext(&self) -> u16 {
        self.main.number()
    }
}
