//! Which form of a text goes with a number, by the rules of Unicode CLDR for whole numbers. Pure.

/// English and Spanish: one, and all the rest.
pub fn one_or_other(number: u64) -> &'static str {
    if number == 1 { "one" } else { "other" }
}

/// French: none is singular too.
pub fn french(number: u64) -> &'static str {
    if number < 2 { "one" } else { "other" }
}

/// Arabic has a form for none and one for two; then the last two digits decide.
pub fn arabic(number: u64) -> &'static str {
    match (number, number % 100) {
        (0, _) => "zero",
        (1, _) => "one",
        (2, _) => "two",
        (_, 3..=10) => "few",
        (_, 11..) => "many",
        _ => "other",
    }
}

/// Russian: the last digit decides, but from eleven to fourteen. Its `other` is for parts of a whole, which nobody counts here.
pub fn russian(number: u64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => "many",
        (1, _) => "one",
        (2..=4, _) => "few",
        _ => "many",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(plural: fn(u64) -> &'static str, form: &str, numbers: &[u64]) {
        for number in numbers {
            assert_eq!(plural(*number), form, "{number}");
        }
    }

    // The samples of CLDR's own table of plural rules.
    #[test]
    fn numbers_take_the_forms_that_cldr_gives_them() {
        check(arabic, "zero", &[0]);
        check(arabic, "one", &[1]);
        check(arabic, "two", &[2]);
        check(arabic, "few", &[3, 10, 103, 110, 1003]);
        check(arabic, "many", &[11, 26, 99, 111, 1011]);
        check(arabic, "other", &[100, 101, 102, 200, 202, 300, 1000, 10_000, 1_000_000]);
        check(russian, "one", &[1, 21, 31, 61, 71, 101, 1001]);
        check(russian, "few", &[2, 4, 22, 24, 32, 52, 102, 1002]);
        check(russian, "many", &[0, 5, 11, 12, 14, 19, 20, 100, 111, 112, 1000, 10_011]);
        check(french, "one", &[0, 1]);
        check(french, "other", &[2, 17, 100, 1000]);
        check(one_or_other, "one", &[1]);
        check(one_or_other, "other", &[0, 2, 16, 100, 1000]);
    }
}
