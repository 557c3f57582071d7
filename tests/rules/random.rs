//! A small seeded generator of random numbers (SplitMix64): the same cases in every run, on every machine.

pub(crate) struct Random(u64);

impl Random {
    /// A stream of its own for each test, all of them moved by `RULES_SEED`.
    pub(crate) fn new(stream: u64) -> Self {
        let seed = number("RULES_SEED").unwrap_or(0);
        Self(stream.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// How many cases a test takes.
pub(crate) fn cases(default: u64) -> u64 {
    number("RULES_CASES").unwrap_or(default)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
