//! What becomes of each Party in the demonstration: every state there is, the same at every making. Pure.

use crate::digest;

/// What becomes of a Party's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was saved.
    NotStarted,
    /// Some answers are there.
    InProgress,
    /// Submitted before the deadline.
    OnTime,
    /// Submitted after it.
    Late,
    /// Submitted, taken back, and not submitted again yet.
    Reopened,
    /// Submitted, taken back, and submitted again.
    Twice,
    /// Nothing is due.
    Exempt,
    /// Another Party's report answers.
    Covered,
    /// Its report came on paper.
    OtherFormat,
}

/// The Party whose focal point a visitor signs in as.
pub const KENYA: &str = "KEN";
/// The Party whose report answers for those covered.
pub const COVERING: &str = "EUU";
/// Parties for whom it does.
const COVERED: [&str; 2] = ["LUX", "MLT"];
/// Parties from whom nothing is due this time.
const EXEMPT: [&str; 3] = ["SYR", "YEM", "SOM"];
/// Parties whose report came on paper.
const ON_PAPER: [&str; 2] = ["COK", "PLW"];
/// Parties with a deadline of their own.
pub const EXTENDED: [&str; 3] = [KENYA, "MDG", "PRY"];

/// What becomes of a Party; none for the quarter of all Parties that stay out of the demonstration.
pub fn fate(party: &str) -> Option<Fate> {
    if EXEMPT.contains(&party) {
        return Some(Fate::Exempt);
    }
    if COVERED.contains(&party) {
        return Some(Fate::Covered);
    }
    if ON_PAPER.contains(&party) {
        return Some(Fate::OtherFormat);
    }
    match party {
        KENYA => return Some(Fate::InProgress),
        COVERING => return Some(Fate::OnTime),
        _ => {}
    }
    match lot(&["fate", party], 100) {
        0..25 => None,
        25..39 => Some(Fate::NotStarted),
        39..54 => Some(Fate::InProgress),
        54..82 => Some(Fate::OnTime),
        82..91 => Some(Fate::Late),
        91..95 => Some(Fate::Reopened),
        _ => Some(Fate::Twice),
    }
}

/// A number below `most`, always the same for the same words.
pub fn lot(words: &[&str], most: u64) -> u64 {
    let hash = digest::sha256(words.join("/").as_bytes());
    let drawn = hash.get(..15).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
    drawn % most.max(1)
}
