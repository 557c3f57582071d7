//! What kind of command a name stands for, as far as a connection has to know.

use redis::{Arg, Cmd};

use super::blocking::Place;

/// What kind of command a name stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Plain,
    Blocks(Place),
    /// Waits for the replication of what *this* connection has written.
    Replication,
    Stream,
    Session,
    /// Tells a node of a cluster how to take what follows.
    Routing,
    Leave,
    Begin,
    End,
    Client,
}

const SHORTEST: usize = 4;
const LONGEST: usize = 12;

pub(super) fn name(command: &Cmd) -> &[u8] {
    match command.args_iter().next() {
        Some(Arg::Simple(name)) => name,
        _ => b"",
    }
}

/// The commands with this first letter that are not plain.
fn starting_with(letter: u8) -> &'static [(&'static [u8], Kind)] {
    const LAST: Kind = Kind::Blocks(Place::LastSeconds);
    const FIRST: Kind = Kind::Blocks(Place::FirstSeconds);
    const BLOCK: Kind = Kind::Blocks(Place::AfterBlock);
    match letter.to_ascii_uppercase() {
        b'A' => &[(b"ASKING", Kind::Routing), (b"AUTH", Kind::Session)],
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
        b'C' => &[(b"CLIENT", Kind::Client)],
        b'D' => &[(b"DISCARD", Kind::End)],
        b'E' => &[(b"EXEC", Kind::End)],
        b'H' => &[(b"HELLO", Kind::Session)],
        b'M' => &[(b"MONITOR", Kind::Stream), (b"MULTI", Kind::Begin)],
        b'P' => &[
            (b"PSUBSCRIBE", Kind::Stream),
            (b"PSYNC", Kind::Stream),
            (b"PUNSUBSCRIBE", Kind::Stream),
        ],
        b'Q' => &[(b"QUIT", Kind::Leave)],
        b'R' => &[
            (b"READONLY", Kind::Routing),
            (b"READWRITE", Kind::Routing),
            (b"RESET", Kind::Session),
        ],
        b'S' => &[
            (b"SELECT", Kind::Session),
            (b"SSUBSCRIBE", Kind::Stream),
            (b"SUBSCRIBE", Kind::Stream),
            (b"SUNSUBSCRIBE", Kind::Stream),
            (b"SYNC", Kind::Stream),
        ],
        b'U' => &[(b"UNSUBSCRIBE", Kind::Stream), (b"UNWATCH", Kind::End)],
        b'W' => &[
            (b"WAIT", Kind::Replication),
            (b"WAITAOF", Kind::Replication),
            (b"WATCH", Kind::Begin),
        ],
        b'X' => &[(b"XREAD", BLOCK), (b"XREADGROUP", BLOCK)],
        _ => &[],
    }
}

/// Nearly every command is let through after a look at its length and its first letter.
#[inline]
pub(super) fn kind(name: &[u8]) -> Kind {
    if name.len() < SHORTEST || name.len() > LONGEST {
        return Kind::Plain;
    }
    let named =
        |known: &&(&[u8], Kind)| known.0.len() == name.len() && known.0.eq_ignore_ascii_case(name);
    let found = starting_with(name[0]).iter().find(named);
    found.map_or(Kind::Plain, |known| known.1)
}

/// What a subcommand of `CLIENT` does.
pub(super) enum Subcommand {
    Plain,
    /// Something to the session.
    Changes,
    /// Turns answers off.
    Reply,
}

pub(super) fn subcommand(command: &Cmd) -> Subcommand {
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
