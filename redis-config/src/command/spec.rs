//! How the commands of the server are described.

/// Where the keys of a command stand. Argument 0 is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
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
pub(crate) enum Join {
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
pub(super) enum Spread {
    /// One node has to.
    Whole,
    /// Each slot gets its own keys.
    Split(Join),
    /// Every primary gets all of it.
    Primaries(Join),
    /// The same, for these words behind the name; the others are for one node.
    Words(&'static [(&'static str, Join)]),
    /// It walks through the keys of one node.
    Walk,
}

/// One command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) keys: Keys,
    /// A replica may answer it.
    pub(super) reads: bool,
    pub(super) spread: Spread,
}

pub(super) const fn key(position: usize) -> Keys {
    let last = position as isize;
    range(position, last, 1)
}

pub(super) const fn range(first: usize, last: isize, step: usize) -> Keys {
    Keys::Range { first, last, step }
}

pub(super) const fn counted(count: usize) -> Keys {
    let (step, target) = (1, false);
    Keys::Counted {
        count,
        step,
        target,
    }
}

pub(super) const fn target(count: usize) -> Keys {
    let (step, target) = (1, true);
    Keys::Counted {
        count,
        step,
        target,
    }
}

pub(super) const fn entry(name: &'static str, keys: Keys, reads: bool, spread: Spread) -> Entry {
    Entry {
        name,
        keys,
        reads,
        spread,
    }
}

pub(super) const fn write(name: &'static str, keys: Keys) -> Entry {
    entry(name, keys, false, Spread::Whole)
}

pub(super) const fn read(name: &'static str, keys: Keys) -> Entry {
    entry(name, keys, true, Spread::Whole)
}

pub(super) const fn get(name: &'static str) -> Entry {
    read(name, key(1))
}

pub(super) const fn none(name: &'static str) -> Entry {
    write(name, Keys::None)
}

pub(super) const fn split(name: &'static str, step: usize, reads: bool, join: Join) -> Entry {
    entry(name, range(1, -1, step), reads, Spread::Split(join))
}

pub(super) const fn all(name: &'static str, join: Join) -> Entry {
    entry(name, Keys::None, false, Spread::Primaries(join))
}

pub(super) const fn words(
    name: &'static str,
    keys: Keys,
    words: &'static [(&'static str, Join)],
) -> Entry {
    entry(name, keys, false, Spread::Words(words))
}
