//! Seeded random numbers, so that a failing run can be repeated.

/// A small generator (SplitMix64). Not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The same seed draws the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed of the variable `REDIS_CONFIG_SEED`, or else one from the clock. A test prints it.
    pub fn seed() -> u64 {
        if let Ok(text) = std::env::var("REDIS_CONFIG_SEED") {
            return text
                .trim()
                .parse()
                .expect("REDIS_CONFIG_SEED is a whole number");
        }
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("a clock past 1970");
        u64::from(now.subsec_nanos()) ^ (now.as_secs() << 20)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.draw() % bound
    }

    /// True with this probability, 0 to 1.
    pub fn chance(&mut self, probability: f64) -> bool {
        // 53 bits fill the mantissa of an f64 exactly.
        let unit = (self.draw() >> 11) as f64 / (1_u64 << 53) as f64;
        unit < probability
    }
}
