//! What is subscribed to.

use redis::Cmd;

/// What kind of subscription it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Channel,
    Pattern,
    Sharded,
}

/// One subscription.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subscription {
    pub(super) kind: Kind,
    pub(super) name: Vec<u8>,
}

impl Subscription {
    pub(super) fn new(kind: Kind, name: &[u8]) -> Self {
        Self {
            kind,
            name: name.to_vec(),
        }
    }

    /// The command that begins it.
    pub(super) fn begin(&self) -> Cmd {
        self.command(match self.kind {
            Kind::Channel => "SUBSCRIBE",
            Kind::Pattern => "PSUBSCRIBE",
            Kind::Sharded => "SSUBSCRIBE",
        })
    }

    /// The command that ends it.
    pub(super) fn end(&self) -> Cmd {
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
