//! The number of a mandate: `12.7`, `14.AA`, `XIII/15`, `73/333`, `III.4`, `A`; normalised, also several and ranges.

use super::Kind;
use super::cursor::Cursor;
use super::place::{Joint, joint};
use crate::flaw::Flaw;

/// Most mandates that one citation may name: a meeting of a governing body adopts about a hundred decisions.
const MOST_NUMBERS: usize = 200;

/// One number as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// `12` of 12.7 with its point; nothing for a number of one part.
    stem: String,
    /// `7`.
    last: String,
    /// A letter that was written onto it, as in `13.115b`: a paragraph.
    pub letter: Option<String>,
}

impl Number {
    fn text(&self) -> String {
        format!("{}{}", self.stem, self.last)
    }
}

/// Digits without the zeros they begin with.
pub fn without_zeros(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" => digits.get(..1).unwrap_or_default(),
        trimmed => trimmed,
    }
}

/// Reads the numbers that stand here, and the letter written onto the last.
///
/// # Errors
/// Where there is none, or a range does not go up.
pub fn numbers(cursor: &mut Cursor, kind: Kind, several: bool) -> Result<(Vec<String>, Option<String>), Flaw> {
    let Some(first) = number(cursor, kind) else {
        let title = kind.title();
        let example = match kind {
            Kind::Resolution => "12.7",
            Kind::Decision => "13.114",
            Kind::Article => "III.4",
            Kind::Target => "3",
            Kind::Goal => "A",
        };
        let message = format!("after “{title}” a number is expected here, as in “{title} {example}”");
        return cursor.flaw("no_number", message);
    };
    let mut all = vec![first.text()];
    let mut last = first;
    loop {
        let mut ahead = cursor.clone();
        let Some(joint) = joint(&mut ahead, several) else { break };
        let Some(mut next) = number(&mut ahead, kind) else { break };
        if (letters_of_a_draft(&next.last).is_some()) != (letters_of_a_draft(&last.last).is_some()) {
            break;
        }
        // “Decisions 13.114-115”; but “Resolution 12.26 and 3” says no such thing.
        if next.stem.is_empty() && !last.stem.is_empty() {
            if joint == Joint::And && !several {
                break;
            }
            next.stem.clone_from(&last.stem);
        }
        match joint {
            Joint::And => all.push(next.text()),
            Joint::To => match between(&last, &next) {
                Some(numbers) => all.extend(numbers),
                None => {
                    let message = format!(
                        "“{}” to “{}” is no range: write it upwards, as in “13.113-115”, with at most {MOST_NUMBERS} numbers",
                        last.text(),
                        next.text()
                    );
                    return ahead.flaw("bad_range", message);
                }
            },
        }
        if all.len() > MOST_NUMBERS {
            return ahead.flaw("too_many", format!("at most {MOST_NUMBERS} numbers in one citation, please"));
        }
        *cursor = ahead;
        last = next;
    }
    Ok((all, last.letter))
}

/// One number.
fn number(cursor: &mut Cursor, kind: Kind) -> Option<Number> {
    let mut ahead = cursor.clone();
    let part = ahead.take(|c| c.is_ascii_alphanumeric());
    let first = first_part(&part)?;
    let separator = ahead.peek(0).filter(|c| matches!(c, '.' | '/'));
    let follows = ahead.peek(1).is_some_and(|c| c.is_ascii_alphanumeric());
    let Some(separator) = separator.filter(|_| follows) else {
        *cursor = ahead;
        return Some(Number { stem: String::new(), last: first, letter: None });
    };
    ahead.eat(separator);
    let part = ahead.take(|c| c.is_ascii_alphanumeric());
    let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = part.get(..part.len() - letters.len()).unwrap_or_default();
    let (last, letter) = match (digits, letters) {
        (digits, "") => (without_zeros(digits).to_owned(), None),
        ("", letters) if letters.bytes().all(|b| b.is_ascii_alphabetic()) => (letters.to_ascii_uppercase(), None),
        (digits, letter) if letter.len() == 1 => {
            let (digits, letter) = (without_zeros(digits), letter.to_ascii_lowercase());
            match kind {
                Kind::Article => (format!("{digits}{letter}"), None),
                _ => (digits.to_owned(), Some(letter)),
            }
        }
        _ => return None,
    };
    *cursor = ahead;
    Some(Number { stem: format!("{first}{separator}"), last, letter })
}

/// Digits, a Roman numeral, one letter, or two of the same (`AA`, of a draft).
fn first_part(part: &str) -> Option<String> {
    if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) {
        return Some(without_zeros(part).to_owned());
    }
    let upper = part.to_ascii_uppercase();
    let roman = !upper.is_empty() && upper.bytes().all(|b| b"IVXLC".contains(&b));
    (roman || letters_of_a_draft(&upper).is_some()).then_some(upper)
}

/// The letter of `A`, `AA`, `BBB`, and how often it stands there.
fn letters_of_a_draft(text: &str) -> Option<(u8, usize)> {
    /// Drafts are numbered A to Z and AA to ZZ.
    const MOST: usize = 3;
    let first = *text.as_bytes().first()?;
    let same = first.is_ascii_uppercase() && text.bytes().all(|b| b == first) && text.len() <= MOST;
    same.then_some((first, text.len()))
}

/// The numbers after `first` up to `last`; none when that is no range.
fn between(first: &Number, last: &Number) -> Option<Vec<String>> {
    if first.stem != last.stem || first.letter.is_some() {
        return None;
    }
    if let (Some((from, width)), Some((to, same))) = (letters_of_a_draft(&first.last), letters_of_a_draft(&last.last)) {
        let letters = (from..=to).skip(1).map(|b| char::from(b).to_string().repeat(width));
        return (width == same && to > from).then(|| letters.map(|letter| format!("{}{letter}", first.stem)).collect());
    }
    let (from, to): (usize, usize) = (first.last.parse().ok()?, last.last.parse().ok()?);
    let goes_up = to > from && to - from <= MOST_NUMBERS;
    goes_up.then(|| (from + 1..=to).map(|n| format!("{}{n}", first.stem)).collect())
}
