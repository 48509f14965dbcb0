//! Noise for fuzzing: the same for the same seed, on every machine.

/// George Marsaglia's xorshift.
pub struct Noise(u64);

impl Noise {
    /// The stream of a seed: what `GODWIT_FUZZ_SEED` says, or this one.
    pub fn seeded(usual: u64) -> Self {
        // From 0 it would stay 0.
        Self(setting("GODWIT_FUZZ_SEED", usual).max(1))
    }

    /// Where the stream is: the seed that goes on from here.
    pub fn state(&self) -> u64 {
        self.0
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `most`; 0 where there is none.
    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }
}

/// How long to go on, in seconds: what `GODWIT_FUZZ_SECONDS` says, or a moment.
pub fn seconds() -> u64 {
    setting("GODWIT_FUZZ_SECONDS", 5)
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}
