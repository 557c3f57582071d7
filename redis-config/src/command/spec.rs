//! How the commands of the server are described.

/// Where the keys of a command stand. Argument 0 is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeySpec {
    /// It has none.
    None,
    /// From `first` on every `step`th up to `last`, which counts from the end if it is negative.
    Range {
        first: usize,
        last: isize,
        step: usize,
    },
    /// As many as argument `count` says, right behind it, `step` apart; and argument 1 if `target`.
    Counted {
        count: usize,
        step: usize,
        target: bool,
    },
    /// Behind the word `STREAMS`, the first half of what is left.
    Streams,
    /// Argument 1, and the one behind `STORE`.
    Sort,
    /// Argument 1, and the one behind `STORE` or `STOREDIST`, which can stand from here on.
    Geo(usize),
    /// Argument 3, or, if that is empty, what follows `KEYS`.
    Migrate,
}

/// How one answer is made of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponsePolicy {
    /// The sum of the numbers.
    Sum,
    /// One value for each key, in the order of the keys.
    Values,
    /// The first: they are all the same.
    Same,
    /// The lists, one behind the other.
    Concat,
    /// 1 where all say 1.
    Every,
    /// The first that is not nil.
    Found,
    /// The first that is no error.
    AnySuccess,
}

/// What to do with a command that one node cannot carry out alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routing {
    /// One node has to.
    Whole,
    /// Each slot gets its own keys.
    Split(ResponsePolicy),
    /// Every primary gets all of it.
    Primaries(ResponsePolicy),
    /// The same, for these words behind the name; the others are for one node.
    Words(&'static [(&'static str, ResponsePolicy)]),
    /// It walks through the keys of one node.
    Walk,
}

/// One command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommandSpec {
    pub(crate) name: &'static str,
    pub(crate) keys: KeySpec,
    /// A replica may answer it.
    pub(crate) reads: bool,
    pub(crate) spread: Routing,
}

pub(crate) const fn key(position: usize) -> KeySpec {
    let last = position as isize;
    range(position, last, 1)
}

pub(crate) const fn range(first: usize, last: isize, step: usize) -> KeySpec {
    KeySpec::Range { first, last, step }
}

pub(crate) const fn counted(count: usize) -> KeySpec {
    let (step, target) = (1, false);
    KeySpec::Counted {
        count,
        step,
        target,
    }
}

pub(crate) const fn target(count: usize) -> KeySpec {
    let (step, target) = (1, true);
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
    spread: Routing,
) -> CommandSpec {
    CommandSpec {
        name,
        keys,
        reads,
        spread,
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
