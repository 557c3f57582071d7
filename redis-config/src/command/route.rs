//! Where a command has to go.

use redis::{Arg, Cmd, ErrorKind, RedisError};

use super::hash_slot::hash_slot;
use super::spec::{CommandSpec, KeySpec, ResponsePolicy, Routing};
use super::table::find;

/// Where a command goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// To whichever node.
    Any,
    /// To the node that has this slot.
    Slot(u16),
    /// Its keys are in several slots: each part to its own. Every `step`th argument begins a new key.
    Split { step: usize, join: ResponsePolicy },
    /// To every primary.
    Primaries(ResponsePolicy),
}

/// Where a command goes, and whether a replica may answer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) destination: Destination,
    pub(crate) reads: bool,
}

/// Why a command has nowhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unroutable {
    /// Keys of one command, or of one transaction, are in these two slots.
    CrossSlot(u16, u16),
    /// It walks through the keys of one node.
    Walk,
}

impl Unroutable {
    /// Names the command alone; a key can be personal data.
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

/// Finds where a command goes.
///
/// # Errors
///
/// Its keys are in several slots and it cannot be taken apart, or it means one node and does not say which.
pub(crate) fn route(command: &Cmd) -> Result<Route, Unroutable> {
    let entry = find(argument(command, 0).unwrap_or_default());
    let to = |destination| {
        Ok(Route {
            destination,
            reads: entry.reads,
        })
    };
    match entry.spread {
        Routing::Primaries(join) => return to(Destination::Primaries(join)),
        Routing::Walk => return Err(Unroutable::Walk),
        Routing::Words(words) => {
            let word = argument(command, 1).unwrap_or_default();
            let named =
                |known: &&(&str, ResponsePolicy)| known.0.as_bytes().eq_ignore_ascii_case(word);
            if let Some((_, join)) = words.iter().find(named) {
                return to(Destination::Primaries(*join));
            }
        }
        Routing::Whole | Routing::Split(_) => {}
    }
    match (slots(command, entry), entry.spread) {
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

/// How a command is called in a message.
pub(crate) fn command_name(command: &Cmd) -> String {
    let name = argument(command, 0).unwrap_or_default();
    format!("`{}`", String::from_utf8_lossy(name).to_ascii_uppercase())
}

/// An argument; 0 is the name.
pub(crate) fn argument(command: &Cmd, position: usize) -> Option<&[u8]> {
    command.args_iter().nth(position).map(bytes)
}

/// What is sent in place of a cursor is `0` until the crate fills it in.
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

/// Where the keys of one command stand: at one place, and at every `step`th from `from` to before `end`.
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
                count: place,
                step,
                target,
            } => {
                // What is no number is for the server to refuse.
                let number = argument(command, place)
                    .and_then(|text| std::str::from_utf8(text).ok())
                    .and_then(|text| text.parse::<usize>().ok())
                    .unwrap_or(0);
                positions.from = place + 1;
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

/// Where the word `STREAMS` stands that is not the value of an option.
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

/// The last one counts, as for the server.
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
