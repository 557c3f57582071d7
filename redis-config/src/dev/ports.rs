//! The ports of one server.

use super::DevError;
use super::builder::Builder;
use super::config::Kind;
use super::port::Port;

#[derive(Debug)]
pub(super) struct Ports {
    /// The plaintext one, or the only one.
    main: Port,
    /// Beside a plaintext one.
    tls: Option<Port>,
}

impl Ports {
    pub(super) fn of(options: &Builder) -> Result<Self, DevError> {
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

    pub(super) fn main(&self) -> u16 {
        self.main.number()
    }

    pub(super) fn beside(&self) -> Option<u16> {
        self.tls.as_ref().map(Port::number)
    }
}
