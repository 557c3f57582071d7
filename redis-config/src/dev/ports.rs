//! The ports of one server.

use super::config::Kind;
use super::error::DevError;
use super::options::Builder;
use super::port::Port;

#[derive(Debug)]
pub(crate) struct Ports {
    /// The plaintext one, or the only one.
    main: Port,
    /// Beside a plaintext one.
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
        self.main.number()
    }

    pub(crate) fn beside(&self) -> Option<u16> {
        self.tls.as_ref().map(Port::number)
    }
}
