//! Where a cluster runs a command.

use redis::{Arg, Cmd, ErrorKind, RedisError};

use super::hash_slot::hash_slot;
use super::spec::{CommandSpec, KeySpec, ResponsePolicy, Routing};
use super::table::find;

/// The nodes that run a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Any node.
    Any,
    /// The node that serves this slot.
    Slot(u16),
    /// Its keys are in several slots: split it. A new key begins with every `step`th argument.
    Split { step: usize, join: ResponsePolicy },
    /// Every primary.
    Primaries(ResponsePolicy),
}

/// The nodes that run a command, and whether a replica may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) destination: Destination,
    pub(crate) reads: bool,
}

/// Why a cluster cannot run a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unroutable {
    /// Keys of one command, or of one transaction, are in these two slots.
    CrossSlot(u16, u16),
    /// It iterates over the keys of one node.
    Walk,
}

impl Unroutable {
    /// Names only the command, since a key can be personal data.
    pub(crate) fn refusal(&self, what: &str) -> RedisError {
        let text = match self {
            Self::CrossSlot(first, second) => format!(
                "the keys of {what} are in different slots of the cluster ({first} and {second}), which one node cannot \
                 serve at once: give them one hash tag, the same text in braces, as in `{{user}}:name` and `{{user}}:mail`"
            ),
            Self::Walk => format!(
                "{what} walks through the keys of one node, which are a part of the cluster's: use `KEYS` on a small \
                 cluster, `SSCAN`, `HSCAN` or `ZSCAN` on one key, or keep an index"
            ),
        };
        (ErrorKind::Client, "refused before it was sent", text).into()
    }
}

/// Finds the nodes that run a command.
///
/// # Errors
///
/// Its keys are in several slots and it cannot be split, or it is about one node without naming it.
pub(crate) fn route(command: &Cmd) -> Result<Route, Unroutable> {
    let entry = find(argument(command, 0).unwrap_or_default());
    let to = |destination| {
        Ok(Route {
            destination,
            reads: entry.reads,
        })
    };
    match entry.routing {
        Routing::Primaries(join) => return to(Destination::Primaries(join)),
        Routing::Walk => return Err(Unroutable::Walk),
        Routing::Words(words) => {
            let word = argument(command, 1).unwrap_or_default();
            let found = words.iter().find(|(known, _)| is(word, known));
            if let Some((_, join)) = found {
                return to(Destination::Primaries(*join));
            }
        }
        Routing::Whole | Routing::Split(_) => {}
    }
    match (slots(command, entry), entry.routing) {
        (Slots::None, _) => to(Destination::Any),
        (Slots::One(slot), _) => to(Destination::Slot(slot)),
        (Slots::Several(..), Routing::Split(join)) => to(Destination::Split {
            step: match entry.keys {
                KeySpec::Range { step, .. } => step,
                _ => 1,
            },
            join,
        }),
        (Slots::Several(first, second), _) => Err(Unroutable::CrossSlot(first, second)),
    }
}

/// Whether a replica may answer a command.
pub(crate) fn is_read(command: &Cmd) -> bool {
    find(argument(command, 0).unwrap_or_default()).reads
}

/// The name of a command for a message.
pub(crate) fn command_name(command: &Cmd) -> String {
    let name = argument(command, 0).unwrap_or_default();
    format!("`{}`", String::from_utf8_lossy(name).to_ascii_uppercase())
}

/// An argument; 0 is the name.
pub(crate) fn argument(command: &Cmd, position: usize) -> Option<&[u8]> {
    command.args_iter().nth(position).map(bytes)
}

/// The bytes of an argument. A cursor is `0` until the `redis` crate fills it in.
#[expect(clippy::needless_pass_by_value, reason = "it is a borrow")]
pub(crate) fn bytes(arg: Arg<&[u8]>) -> &[u8] {
    match arg {
        Arg::Simple(bytes) => bytes,
        _ => b"0",
    }
}

enum Slots {
    None,
    One(u16),
    Several(u16, u16),
}

#[inline]
fn slots(command: &Cmd, entry: &CommandSpec) -> Slots {
    match entry.keys {
        KeySpec::None => Slots::None,
        // Nearly every command.
        KeySpec::Range { first, last, .. } if last == first as isize => {
            argument(command, first).map_or(Slots::None, |key| Slots::One(hash_slot(key)))
        }
        keys => several(command, keys),
    }
}

fn several(command: &Cmd, keys: KeySpec) -> Slots {
    let positions = KeyPositions::of(command, keys);
    let mut found = None;
    for (position, arg) in command.args_iter().enumerate() {
        if positions.contains(position) {
            let slot = hash_slot(bytes(arg));
            match found {
                None => found = Some(slot),
                Some(first) if first != slot => return Slots::Several(first, slot),
                Some(_) => {}
            }
        }
    }
    found.map_or(Slots::None, Slots::One)
}

/// Which arguments are keys: `one`, and every `step`th from `from` to before `end`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KeyPositions {
    one: usize,
    from: usize,
    end: usize,
    step: usize,
}

impl KeyPositions {
    const NOWHERE: usize = usize::MAX;

    pub(crate) fn of(command: &Cmd, keys: KeySpec) -> Self {
        let count = command.args_iter().len();
        let mut positions = Self {
            one: Self::NOWHERE,
            from: 0,
            end: 0,
            step: 1,
        };
        match keys {
            KeySpec::None => {}
            KeySpec::Range { first, last, step } => {
                positions.from = first;
                positions.end = match usize::try_from(last) {
                    Ok(last) => last + 1,
                    Err(_) => (count + 1).saturating_sub(last.unsigned_abs()),
                };
                positions.step = step;
            }
            KeySpec::Counted {
                count: count_arg,
                step,
                target,
            } => {
                // The server refuses a malformed number.
                let number = argument(command, count_arg)
                    .and_then(|text| std::str::from_utf8(text).ok())
                    .and_then(|text| text.parse::<usize>().ok())
                    .unwrap_or(0);
                positions.from = count_arg + 1;
                positions.end = positions.from.saturating_add(number.saturating_mul(step));
                positions.step = step;
                if target {
                    positions.one = 1;
                }
            }
            KeySpec::Streams => {
                if let Some(word) = streams(command) {
                    positions.from = word + 1;
                    positions.end = positions.from + (count - word - 1) / 2;
                }
            }
            KeySpec::Sort => positions.with_store(store_of_sort(command)),
            KeySpec::Geo(options) => positions.with_store(store_of_geo(command, options)),
            KeySpec::Migrate => match argument(command, 3) {
                Some([]) => {
                    let word = command.args_iter().position(|arg| is(bytes(arg), "KEYS"));
                    if let Some(word) = word {
                        positions.from = word + 1;
                        positions.end = count;
                    }
                }
                _ => positions.one = 3,
            },
        }
        positions
    }

    fn with_store(&mut self, store: Option<usize>) {
        self.one = 1;
        if let Some(store) = store {
            self.from = store;
            self.end = store + 1;
        }
    }

    pub(crate) fn contains(&self, position: usize) -> bool {
        position == self.one
            || (self.from..self.end).contains(&position)
                && (position - self.from).is_multiple_of(self.step)
    }
}

fn is(arg: &[u8], word: &str) -> bool {
    arg.eq_ignore_ascii_case(word.as_bytes())
}

/// The position of the word `STREAMS`, unless it is the value of an option.
fn streams(command: &Cmd) -> Option<usize> {
    let mut args = command.args_iter().map(bytes).enumerate().skip(1);
    loop {
        let (position, arg) = args.next()?;
        if is(arg, "STREAMS") {
            return Some(position);
        }
        if is(arg, "BLOCK") || is(arg, "COUNT") {
            args.next()?;
        } else if is(arg, "GROUP") {
            args.nth(1)?;
        } else if !is(arg, "NOACK") {
            return None;
        }
    }
}

/// The position after the last `STORE`, which is the one that the server uses.
fn store_of_sort(command: &Cmd) -> Option<usize> {
    let mut args = command.args_iter().map(bytes).enumerate().skip(2);
    let mut store = None;
    while let Some((position, arg)) = args.next() {
        if is(arg, "LIMIT") {
            args.nth(1);
        } else if is(arg, "GET") || is(arg, "BY") {
            args.next();
        } else if is(arg, "STORE") {
            store = args.next().map(|_| position + 1);
        }
    }
    store
}

fn store_of_geo(command: &Cmd, options: usize) -> Option<usize> {
    let count = command.args_iter().len();
    let mut args = command.args_iter().map(bytes).enumerate().skip(options - 1);
    let mut store = None;
    while let Some((position, arg)) = args.next() {
        if (is(arg, "STORE") || is(arg, "STOREDIST")) && position + 1 < count {
            store = Some(position + 1);
            args.next();
        }
    }
    store
}
