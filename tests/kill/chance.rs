//! Chance that can be had again.

/// A generator of numbers, xorshift, from a seed.
pub struct Chance {
    pub seed: u64,
    state: u64,
}

impl Chance {
    /// From `KILL_SEED`, or from the system's own chance.
    pub fn new() -> Self {
        let given = std::env::var("KILL_SEED").ok().map(|text| text.parse().expect("KILL_SEED is a number"));
        let seed = given.unwrap_or_else(|| u64::from(u32::from_le_bytes(godwit::digest::random().unwrap()))) | 1;
        Self { seed, state: seed }
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        least + self.state % (most - least + 1)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.between(1, times) == 1
    }
}
