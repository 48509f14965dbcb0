//! Which form of a text goes with a number, by the rules of Unicode CLDR for whole numbers. Pure.

/// English and Spanish: one, and all the rest.
pub fn one_or_other(number: u64) -> &'static str {
    if number == 1 { "one" } else { "other" }
}

/// French: none is singular too.
pub fn french(number: u64) -> &'static str {
    if number < 2 { "one" } else { "other" }
}
