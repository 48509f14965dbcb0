//! Sums, means and medians that are exact until they are written. Pure.

use rust_decimal::Decimal;

/// Digits after the point of a mean and a median.
const DIGITS: u32 = 6;
/// Digits after the point that a number can have, and so a sum.
const MOST_DIGITS: u32 = 28;
/// Ten to the power of [`MOST_DIGITS`].
const WHOLE: i128 = 10_i128.pow(MOST_DIGITS);
/// What one unit of a mean's last digit is worth in a [`Sum`]'s parts.
const UNIT: i128 = 10_i128.pow(MOST_DIGITS - DIGITS);

/// An exact sum. A 96-bit decimal would round or overflow; two integers hold ten thousand million of the largest numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    /// The whole numbers.
    whole: i128,
    /// The parts after the point, in units of the 28th digit.
    part: i128,
}

impl Sum {
    fn of(numbers: &[Decimal]) -> Self {
        numbers.iter().fold(Self::default(), |sum, number| {
            let whole = number.trunc();
            let part = number.fract();
            let up = 10_i128.pow(MOST_DIGITS.saturating_sub(part.scale()));
            Self { whole: sum.whole + whole.mantissa(), part: sum.part + part.mantissa() * up }
        })
    }

    /// Sign, whole and part, the last two without one.
    fn parts(self) -> (bool, i128, i128) {
        let mut whole = self.whole + self.part.div_euclid(WHOLE);
        let mut part = self.part.rem_euclid(WHOLE);
        if whole < 0 && part > 0 {
            whole += 1;
            part -= WHOLE;
        }
        (whole < 0 || part < 0, whole.abs(), part.abs())
    }

    fn written(self) -> String {
        let (negative, whole, part) = self.parts();
        plain(negative, whole, part, MOST_DIGITS)
    }

    /// The sum divided by a count, half up (away from zero) to [`DIGITS`] digits.
    fn over(self, count: u32) -> String {
        let (negative, whole, part) = self.parts();
        let count = i128::from(count);
        // Dividing the whole first leaves a remainder below the count: nothing here overflows.
        let rest = (whole % count) * WHOLE + part;
        let rounded = rest / (count * UNIT) + i128::from((rest % (count * UNIT)) * 2 >= count * UNIT);
        let carry = 10_i128.pow(DIGITS);
        plain(negative, whole / count + rounded / carry, rounded % carry, DIGITS)
    }
}

/// A number without an exponent, trailing zeros or a negative nothing.
fn plain(negative: bool, whole: i128, part: i128, digits: u32) -> String {
    let width = usize::try_from(digits).unwrap_or_default();
    let digits = format!("{part:0width$}");
    let digits = digits.trim_end_matches('0');
    let sign = if negative && (whole != 0 || !digits.is_empty()) { "-" } else { "" };
    if digits.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{digits}") }
}

/// What can be said of some numbers. The cells of nothing are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// How many.
    pub n: u32,
    /// Exact.
    pub sum: String,
    /// Half up to six digits.
    pub mean: String,
    /// Half up to six digits.
    pub median: String,
    /// The least.
    pub min: String,
    /// The most.
    pub max: String,
}

/// Says it; sorts the numbers on the way.
pub fn statistics(numbers: &mut [Decimal]) -> Statistics {
    numbers.sort_unstable();
    let numbers: &[Decimal] = numbers;
    let (Some(min), Some(max)) = (numbers.first(), numbers.last()) else { return Statistics::default() };
    let n = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    let sum = Sum::of(numbers);
    let middle = numbers.get((numbers.len() - 1) / 2..=numbers.len() / 2).unwrap_or_default();
    let middles = u32::try_from(middle.len()).unwrap_or(1);
    Statistics {
        n,
        sum: sum.written(),
        mean: sum.over(n),
        median: Sum::of(middle).over(middles),
        min: min.normalize().to_string(),
        max: max.normalize().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &str, expect: &str) {
        let mut numbers: Vec<Decimal> =
            numbers.split_whitespace().map(|n| Decimal::from_str_exact(n).unwrap()).collect();
        let s = statistics(&mut numbers);
        assert_eq!(format!("{} {} {} {} {} {}", s.n, s.sum, s.mean, s.median, s.min, s.max).trim_end(), expect);
    }

    #[test]
    fn exact_and_half_up() {
        check("1 2 4", "3 7 2.333333 2 1 4");
        check("1 2", "2 3 1.5 1.5 1 2");
        check("0.0000005", "1 0.0000005 0.000001 0.000001 0.0000005 0.0000005");
        check("-0.0000005", "1 -0.0000005 -0.000001 -0.000001 -0.0000005 -0.0000005");
        check("-0.0000004", "1 -0.0000004 0 0 -0.0000004 -0.0000004");
        check("0.1 0.2", "2 0.3 0.15 0.15 0.1 0.2");
        check("-1.5 1.25", "2 -0.25 -0.125 -0.125 -1.5 1.25");
        check("3.10 2.90", "2 6 3 3 2.9 3.1");
        check("0.9999996 0.9999996", "2 1.9999992 1 1 0.9999996 0.9999996");
    }

    #[test]
    fn the_largest_and_the_smallest_lose_nothing() {
        let most = "9999999999999999999999999999";
        let least = "0.0000000000000000000000000001";
        check(
            &format!("{most} {most} {least}"),
            &format!(
                "3 19999999999999999999999999998.{} {} {most} {least} {most}",
                &least[2..],
                "6666666666666666666666666666"
            ),
        );
    }

    #[test]
    fn of_nothing_there_is_nothing_to_say() {
        assert_eq!(statistics(&mut []), Statistics::default());
    }
}
