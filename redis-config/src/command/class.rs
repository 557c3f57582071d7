//! The class of a command, as far as a connection must know it.

use redis::{Arg, Cmd};

use super::block_time::BlockTimeArg;

/// The class of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CommandClass {
    /// Has no effect on the session, and does not block.
    Plain,
    /// Can block.
    Blocks(BlockTimeArg),
    /// Waits for the replication of what *this* connection has written.
    Replication,
    /// Turns the socket into a stream of messages.
    Stream,
    /// Changes the session.
    Session,
    /// Changes how a cluster node handles the next commands.
    Routing,
    /// Closes the socket.
    Leave,
    /// Opens a transaction, or watches keys for one.
    Begin,
    /// Ends that.
    End,
    /// Depends on the subcommand.
    Client,
}

const SHORTEST: usize = 4;
const LONGEST: usize = 12;

pub(crate) fn name(command: &Cmd) -> &[u8] {
    match command.args_iter().next() {
        Some(Arg::Simple(name)) => name,
        _ => b"",
    }
}

/// The commands with this first letter that are not plain.
fn starting_with(letter: u8) -> &'static [(&'static [u8], CommandClass)] {
    const LAST: CommandClass = CommandClass::Blocks(BlockTimeArg::LastSeconds);
    const FIRST: CommandClass = CommandClass::Blocks(BlockTimeArg::FirstSeconds);
    const BLOCK: CommandClass = CommandClass::Blocks(BlockTimeArg::AfterBlock);
    match letter.to_ascii_uppercase() {
        b'A' => &[
            (b"ASKING", CommandClass::Routing),
            (b"AUTH", CommandClass::Session),
        ],
        b'B' => &[
            (b"BLMOVE", LAST),
            (b"BLMPOP", FIRST),
            (b"BLPOP", LAST),
            (b"BRPOP", LAST),
            (b"BRPOPLPUSH", LAST),
            (b"BZMPOP", FIRST),
            (b"BZPOPMAX", LAST),
            (b"BZPOPMIN", LAST),
        ],
        b'C' => &[(b"CLIENT", CommandClass::Client)],
        b'D' => &[(b"DISCARD", CommandClass::End)],
        b'E' => &[(b"EXEC", CommandClass::End)],
        b'H' => &[(b"HELLO", CommandClass::Session)],
        b'M' => &[
            (b"MONITOR", CommandClass::Stream),
            (b"MULTI", CommandClass::Begin),
        ],
        b'P' => &[
            (b"PSUBSCRIBE", CommandClass::Stream),
            (b"PSYNC", CommandClass::Stream),
            (b"PUNSUBSCRIBE", CommandClass::Stream),
        ],
        b'Q' => &[(b"QUIT", CommandClass::Leave)],
        b'R' => &[
            (b"READONLY", CommandClass::Routing),
            (b"READWRITE", CommandClass::Routing),
            (b"RESET", CommandClass::Session),
        ],
        b'S' => &[
            (b"SELECT", CommandClass::Session),
            (b"SSUBSCRIBE", CommandClass::Stream),
            (b"SUBSCRIBE", CommandClass::Stream),
            (b"SUNSUBSCRIBE", CommandClass::Stream),
            (b"SYNC", CommandClass::Stream),
        ],
        b'U' => &[
            (b"UNSUBSCRIBE", CommandClass::Stream),
            (b"UNWATCH", CommandClass::End),
        ],
        b'W' => &[
            (b"WAIT", CommandClass::Replication),
            (b"WAITAOF", CommandClass::Replication),
            (b"WATCH", CommandClass::Begin),
        ],
        b'X' => &[(b"XREAD", BLOCK), (b"XREADGROUP", BLOCK)],
        _ => &[],
    }
}

/// Runs for every command: most are found to be plain by their length and first letter.
#[inline]
pub(crate) fn class_of(name: &[u8]) -> CommandClass {
    if name.len() < SHORTEST || name.len() > LONGEST {
        return CommandClass::Plain;
    }
    let matches = |entry: &&(&[u8], CommandClass)| {
        entry.0.len() == name.len() && entry.0.eq_ignore_ascii_case(name)
    };
    let found = starting_with(name[0]).iter().find(matches);
    found.map_or(CommandClass::Plain, |entry| entry.1)
}

/// The effect of a subcommand of `CLIENT`.
pub(crate) enum Subcommand {
    Plain,
    /// Changes the session.
    Changes,
    /// Turns replies off.
    Reply,
}

pub(crate) fn subcommand(command: &Cmd) -> Subcommand {
    const CHANGES: [&[u8]; 6] = [
        b"CACHING",
        b"NO-EVICT",
        b"NO-TOUCH",
        b"SETINFO",
        b"SETNAME",
        b"TRACKING",
    ];
    let Some(Arg::Simple(word)) = command.args_iter().nth(1) else {
        return Subcommand::Plain;
    };
    match word.to_ascii_uppercase().as_slice() {
        b"REPLY" => Subcommand::Reply,
        word if CHANGES.contains(&word) => Subcommand::Changes,
        _ => Subcommand::Plain,
    }
}
