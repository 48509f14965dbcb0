//! Numbers of at most 28 digits, kept exactly.

use rust_decimal::Decimal;

/// Most digits a number may have, before and after the point together: what a `Decimal` keeps without loss.
pub const MAX_DIGITS: usize = 28;

/// Longest text of a number, in bytes: the digits, a sign, a point, and more leading zeros than anybody writes. Each character
/// of a longer one would cost the library that reads it a piece of stack.
const MAX_LENGTH: usize = 64;

/// A plain number (`-12.5`) without loss; none when it is no number or has more than [`MAX_DIGITS`] digits.
pub fn exact(text: &str) -> Option<Decimal> {
    let digits = text.trim_start_matches('-').trim_start_matches('0').bytes().filter(u8::is_ascii_digit).count();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    (plain && digits <= MAX_DIGITS && text.len() <= MAX_LENGTH).then(|| Decimal::from_str_exact(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(exact(text).map(|number| number.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn up_to_28_digits_stay_what_they_are() {
        check("0", Some("0"));
        check("-12.5", Some("-12.5"));
        check("9999999999999999999999999999", Some("9999999999999999999999999999"));
        check("-0.1234567890123456789012345678", Some("-0.1234567890123456789012345678"));
        check("99999999999999999999999999999", None);
        check("1.1234567890123456789012345678", None);
        check("1e3", None);
        check("1_000", None);
        check("", None);
        check("0000000000012", Some("12"));
        check(&"0".repeat(1_000_000), None);
    }
}
