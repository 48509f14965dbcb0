//! Percentages, from the integers alone. Pure.

use std::fmt;

use serde::{Serialize, Serializer};

/// A percentage, rounded half up, never more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    /// The percentage times ten to the power of `decimals`.
    scaled: u64,
    decimals: u8,
}

/// `count` of `of` in percent; none where the denominator is nothing.
pub fn percent(count: u32, of: u32, decimals: u8) -> Option<Percent> {
    let (count, of) = (u64::from(count), u64::from(of));
    let twice = count * 200 * 10_u64.pow(u32::from(decimals));
    let scaled = (twice + of).checked_div(of * 2)?;
    Some(Percent { scaled, decimals })
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = 10_u64.pow(u32::from(self.decimals));
        write!(f, "{}", self.scaled / power)?;
        if self.decimals > 0 {
            write!(f, ".{:0width$}", self.scaled % power, width = usize::from(self.decimals))?;
        }
        Ok(())
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: serde_json::Number = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(count: u32, of: u32, decimals: u8, expect: &str) {
        assert_eq!(percent(count, of, decimals).map(|p| p.to_string()).unwrap_or_default(), expect, "{count} of {of}");
    }

    #[test]
    fn halves_go_up() {
        check(15, 40, 0, "38");
        check(15, 40, 1, "37.5");
        check(1, 8, 2, "12.50");
        check(1, 16, 2, "6.25");
        check(1, 16, 1, "6.3");
        check(2, 3, 3, "66.667");
        check(1, 3, 1, "33.3");
        check(1, 2000, 1, "0.1");
        check(7, 7, 1, "100.0");
        check(0, 7, 0, "0");
    }

    #[test]
    fn of_nothing_there_is_no_percentage() {
        check(0, 0, 1, "");
        check(3, 0, 1, "");
    }

    #[test]
    fn in_json_it_is_a_number() {
        assert_eq!(serde_json::json!(percent(15, 40, 1)).to_string(), "37.5");
        assert_eq!(serde_json::json!(percent(1, 0, 1)).to_string(), "null");
    }

    proptest! {
        #[test]
        fn it_is_the_nearest_and_a_tie_goes_up(count in 0_u32.., of in 1_u32.., decimals in 0_u8..=3) {
            let power = 10_i128.pow(u32::from(decimals));
            let found = i128::from(percent(count, of, decimals).unwrap().scaled);
            // Twice the distance from the exact value, in units of the last digit times `of`.
            let twice = 2 * (i128::from(count) * 100 * power - found * i128::from(of));
            prop_assert!(twice < i128::from(of) && twice >= -i128::from(of));
        }
    }
}
