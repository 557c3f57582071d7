//! What is subscribed to.

use redis::Cmd;

/// What kind of subscription it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Channel,
    Pattern,
    Sharded,
}

/// One subscription.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subscription {
    pub(crate) kind: Kind,
    pub(crate) name: Vec<u8>,
}

impl Subscription {
    pub(crate) fn new(kind: Kind, name: &[u8]) -> Self {
        Self {
            kind,
            name: name.to_vec(),
        }
    }

    /// The command that begins it.
    pub(crate) fn begin(&self) -> Cmd {
        self.command(match self.kind {
            Kind::Channel => "SUBSCRIBE",
            Kind::Pattern => "PSUBSCRIBE",
            Kind::Sharded => "SSUBSCRIBE",
        })
    }

    /// The command that ends it.
    pub(crate) fn end(&self) -> Cmd {
        self.command(match self.kind {
            Kind::Channel => "UNSUBSCRIBE",
            Kind::Pattern => "PUNSUBSCRIBE",
            Kind::Sharded => "SUNSUBSCRIBE",
        })
    }

    fn command(&self, name: &str) -> Cmd {
        let mut command = redis::cmd(name);
        command.arg(&self.name);
        command
    }
}
