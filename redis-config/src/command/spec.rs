//! The description of a command, and short constructors for the table.

/// Which arguments of a command are keys. Argument 0 is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeySpec {
    /// None.
    None,
    /// From `first` on every `step`th up to `last`, which counts from the end if it is negative.
    Range {
        first: usize,
        last: isize,
        step: usize,
    },
    /// Argument `count` is the number of keys, which follow it, `step` apart. With `target`, argument 1 is a key too.
    Counted {
        count: usize,
        step: usize,
        target: bool,
    },
    /// After the word `STREAMS`, the first half of the rest.
    Streams,
    /// Argument 1, and the one after `STORE`.
    Sort,
    /// Argument 1, and the one after `STORE` or `STOREDIST`, which are looked for from this argument on.
    Geo(usize),
    /// Argument 3, or everything after `KEYS` if that is empty.
    Migrate,
}

/// How the replies of several nodes become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponsePolicy {
    /// The sum of the numbers.
    Sum,
    /// One value for each key, in the order of the keys.
    Values,
    /// The first; all are the same.
    Same,
    /// The lists, concatenated.
    Concat,
    /// For each position, 1 if all replies have 1.
    Every,
    /// The first that is not nil.
    Found,
    /// The first that is not an error.
    AnySuccess,
}

/// Whether a command can run on more than one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routing {
    /// No: its keys must be in one slot.
    Whole,
    /// Split by slot.
    Split(ResponsePolicy),
    /// The whole command, on every primary.
    Primaries(ResponsePolicy),
    /// Like `Primaries` for these subcommands; the others run on one node.
    Words(&'static [(&'static str, ResponsePolicy)]),
    /// Refused: it iterates over the keys of one node.
    Walk,
}

/// One command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommandSpec {
    pub(crate) name: &'static str,
    pub(crate) keys: KeySpec,
    /// A replica may answer it.
    pub(crate) reads: bool,
    pub(crate) routing: Routing,
}

pub(crate) const fn key(position: usize) -> KeySpec {
    let last = position as isize;
    range(position, last, 1)
}

pub(crate) const fn range(first: usize, last: isize, step: usize) -> KeySpec {
    KeySpec::Range { first, last, step }
}

pub(crate) const fn counted(count: usize) -> KeySpec {
    counted_by(count, 1, false)
}

pub(crate) const fn target(count: usize) -> KeySpec {
    counted_by(count, 1, true)
}

pub(crate) const fn counted_by(count: usize, step: usize, target: bool) -> KeySpec {
    KeySpec::Counted {
        count,
        step,
        target,
    }
}

pub(crate) const fn entry(
    name: &'static str,
    keys: KeySpec,
    reads: bool,
    routing: Routing,
) -> CommandSpec {
    CommandSpec {
        name,
        keys,
        reads,
        routing,
    }
}

pub(crate) const fn write(name: &'static str, keys: KeySpec) -> CommandSpec {
    entry(name, keys, false, Routing::Whole)
}

pub(crate) const fn read(name: &'static str, keys: KeySpec) -> CommandSpec {
    entry(name, keys, true, Routing::Whole)
}

pub(crate) const fn get(name: &'static str) -> CommandSpec {
    read(name, key(1))
}

pub(crate) const fn none(name: &'static str) -> CommandSpec {
    write(name, KeySpec::None)
}

pub(crate) const fn split(
    name: &'static str,
    step: usize,
    reads: bool,
    join: ResponsePolicy,
) -> CommandSpec {
    entry(name, range(1, -1, step), reads, Routing::Split(join))
}

pub(crate) const fn all(name: &'static str, join: ResponsePolicy) -> CommandSpec {
    entry(name, KeySpec::None, false, Routing::Primaries(join))
}

pub(crate) const fn words(
    name: &'static str,
    keys: KeySpec,
    words: &'static [(&'static str, ResponsePolicy)],
) -> CommandSpec {
    entry(name, keys, false, Routing::Words(words))
}
