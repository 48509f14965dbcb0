//! Numbers as people write them: with a comma, with spaces between thousands, pasted from a sheet. Pure.

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// One number, plainly written: `-1234.5`.
    Plain(String),
    /// It can be read in two ways; a guess would be wrong a thousandfold.
    Ambiguous(String, String),
    /// No number.
    NoNumber,
}

/// Reads a number as somebody of this language may have written it.
pub fn read(text: &str, language: &str) -> Read {
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && !LEFT_OUT.contains(*c)).map(western).collect();
    let (minus, digits) = match kept.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", kept.strip_prefix('+').unwrap_or(&kept)),
    };
    let fits = |c: char| c.is_ascii_digit() || ['.', ',', DECIMAL, THOUSANDS].contains(&c);
    if !digits.contains(|c: char| c.is_ascii_digit()) || !digits.chars().all(fits) {
        return Read::NoNumber;
    }
    match unsigned(digits, mark(language)) {
        Read::Plain(number) => Read::Plain(format!("{minus}{number}")),
        Read::Ambiguous(one, other) => Read::Ambiguous(format!("{minus}{one}"), format!("{minus}{other}")),
        Read::NoNumber => Read::NoNumber,
    }
}

/// Marks between thousands that mean nothing else, and the marks of direction that come along with pasted Arabic.
const LEFT_OUT: &str = "'’_\u{200E}\u{200F}\u{061C}\u{2066}\u{2067}\u{2068}\u{2069}";
/// The marks of Arabic numbers: neither can be taken for the other.
const DECIMAL: char = '٫';
/// See [`DECIMAL`].
const THOUSANDS: char = '٬';

/// The digits of Arabic and its neighbours as Western ones, and one minus and one comma for all there are.
pub fn western(c: char) -> char {
    let digit = |zero: char| u32::from(c).checked_sub(zero.into()).filter(|digit| *digit < 10);
    match (digit('٠').or_else(|| digit('۰')).and_then(|digit| char::from_digit(digit, 10)), c) {
        (Some(digit), _) => digit,
        (None, '\u{2212}') => '-',
        (None, '،') => ',',
        (None, other) => other,
    }
}

/// A plain number as somebody of this language writes it, without marks between thousands.
pub fn written(plain: &str, language: &str) -> String {
    plain.replace('.', &mark(language).to_string())
}

/// What stands before the decimals.
pub fn mark(language: &str) -> char {
    if matches!(language.get(..2), Some("fr" | "es" | "ru")) { ',' } else { '.' }
}

fn unsigned(digits: &str, own: char) -> Read {
    if let Some((whole, part)) = digits.split_once(DECIMAL) {
        return before_decimals(whole, part);
    }
    let marks: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    match marks.as_slice() {
        [] => plain(digits, ""),
        [.., THOUSANDS] => grouped(digits, THOUSANDS, ""),
        [mark] => {
            let (whole, part) = digits.split_once(*mark).unwrap_or((digits, ""));
            if *mark != own && looks_grouped(whole, part) {
                return Read::Ambiguous(format!("{whole}{part}"), format!("{whole}.{part}"));
            }
            plain(whole, part)
        }
        // Several of one kind stand between thousands; a last one of another kind before the decimals.
        [first, .., last] if first == last => grouped(digits, *first, ""),
        [first, .., last] => {
            let (whole, part) = digits.rsplit_once(*last).unwrap_or((digits, ""));
            grouped(whole, *first, part)
        }
    }
}

/// The mark says that decimals follow: whatever marks stand before it stand between thousands.
fn before_decimals(whole: &str, part: &str) -> Read {
    let between = whole.chars().find(|c| !c.is_ascii_digit());
    match between {
        _ if !part.bytes().all(digit) => Read::NoNumber,
        Some(mark) => grouped(whole, mark, part),
        None => plain(whole, part),
    }
}

/// `1,234`: one to three digits that begin with no zero, and three more.
fn looks_grouped(whole: &str, part: &str) -> bool {
    (1..=3).contains(&whole.len()) && !whole.starts_with('0') && part.len() == 3
}

fn grouped(whole: &str, mark: char, part: &str) -> Read {
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or_default();
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3 && group.bytes().all(digit));
    if fits && first.bytes().all(digit) { plain(&whole.replace(mark, ""), part) } else { Read::NoNumber }
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// As JSON writes it: no zero before another digit, a digit on both sides of the point.
fn plain(whole: &str, part: &str) -> Read {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Read::Plain(if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, language: &str, expect: &str) {
        let read = match read(text, language) {
            Read::Plain(number) => number,
            Read::Ambiguous(one, other) => format!("{one} or {other}"),
            Read::NoNumber => "no number".to_owned(),
        };
        assert_eq!(read, expect, "{text:?} in {language}");
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        check("12", "en", "12");
        check(" 1 234 567,5 ", "en", "1234567.5");
        check("1\u{a0}234\u{202f}567", "fr", "1234567");
        check("1,5", "en", "1.5");
        check("1.5", "fr", "1.5");
        check("1,234,567.8", "es", "1234567.8");
        check("1.234.567,8", "en", "1234567.8");
        check("1.234.567", "en", "1234567");
        check("1'234", "en", "1234");
        check("\u{2212}3", "en", "-3");
        check("+007", "en", "7");
        check(",5", "fr", "0.5");
        check("5.", "en", "5");
        check("1 234,5", "ru", "1234.5");
        check("1\u{202f}234,567", "ru", "1234.567");
        check("1.5", "ar", "1.5");
        check("1,234.5", "ar", "1234.5");
    }

    #[test]
    fn arabic_digits_and_marks_are_read() {
        for language in ["ar", "en", "fr"] {
            check("٣٫٥", language, "3.5");
            check("١٬٢٣٤", language, "1234");
            check("١٬٢٣٤٬٥٦٧٫٨٩", language, "1234567.89");
            check("1,234٫5", language, "1234.5");
            check("\u{200f}-٧", language, "-7");
            check("۲۰۲۵", language, "2025");
            check("٫٥", language, "0.5");
        }
        check("٣،٥", "ar", "3.5");
        check("١،٢٣٤", "ar", "1234 or 1.234");
        check("١.٢٣٤", "ar", "1.234");
        for text in ["١٬٢", "1,234٬567", "١٫٢٫٣", "١٫٢٬٣", "٫", "١٫٢.٣"] {
            check(text, "ar", "no number");
        }
    }

    #[test]
    fn what_could_be_a_thousand_times_another_is_not_guessed() {
        check("1,234", "en", "1234 or 1.234");
        check("-1.234", "es", "-1234 or -1.234");
        check("1.234", "en", "1.234");
        check("1,234", "fr", "1.234");
        check("1.234", "ru", "1234 or 1.234");
        check("1,234", "ar", "1234 or 1.234");
        check("0,125", "en", "0.125");
        check("1234,567", "en", "1234.567");
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        for text in ["", "-", ".", "about 5", "1e3", "12,34,56", "1,2.3,4", "--1", "NaN"] {
            check(text, "en", "no number");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for language in crate::words::LANGUAGES.map(|language| language.code) {
            for plain in ["0.125", "-1234.567", "1.234", "12", "9999999999999999999999999999"] {
                check(&written(plain, language), language, plain);
            }
        }
    }
}
