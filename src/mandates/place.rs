//! The number of a paragraph: `1`, `8bis`, `1 (iii)`, `(a)`; and what people write for it, also several and ranges.

use std::fmt;

use super::cursor::Cursor;
use crate::flaw::Flaw;

/// Most paragraphs that one citation may name: more than the longest resolution has.
const MOST_PLACES: usize = 100;
/// What announces a paragraph, and whether it announces several.
const ANNOUNCED: &[(&str, bool)] = &[
    ("paragraphs", true),
    ("paragraph", false),
    ("sub-paragraphs", true),
    ("sub-paragraph", false),
    ("subparagraphs", true),
    ("subparagraph", false),
    ("paras", true),
    ("para", false),
    ("ops", true),
    ("op", false),
];
/// The numerals that sub-paragraphs are counted with.
const ROMAN: &[&str] = &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];
/// Most letters of a sub-paragraph: `xviii`.
const MOST_SUB: usize = 5;

/// The number of one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `1`, `8bis`; none where the mandate's paragraphs are letters.
    pub number: Option<String>,
    /// The letter or numeral of the sub-paragraph, without its brackets.
    pub sub: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.number, &self.sub) {
            (Some(number), Some(sub)) => write!(f, "{number} ({sub})"),
            (Some(number), None) => f.write_str(number),
            (None, Some(sub)) => write!(f, "({sub})"),
            (None, None) => Ok(()),
        }
    }
}

impl Place {
    /// A paragraph known by a letter alone.
    pub fn sub(letter: impl Into<String>) -> Self {
        Self { number: None, sub: Some(letter.into()) }
    }
}

/// Reads the paragraphs that stand here: after `para`, or as a bare `(a)` or `b`. None when there are none.
///
/// # Errors
/// Where a paragraph is announced and none follows, or a range does not go up.
pub fn places(cursor: &mut Cursor) -> Result<Option<Vec<Place>>, Flaw> {
    let several = cursor.eat_one(ANNOUNCED).or_else(|| cursor.eat('§').then_some(false));
    let announced = several.is_some();
    if announced {
        cursor.skip(|c| matches!(c, '.' | ' '));
    }
    let Some(first) = place(cursor, announced) else {
        if announced {
            return cursor.flaw("no_paragraph", "a paragraph was expected here, as in “para 1 (iii)”");
        }
        return Ok(None);
    };
    let mut places = vec![first];
    while let Some(last) = places.last().cloned() {
        let mut ahead = cursor.clone();
        let Some(joint) = joint(&mut ahead, several == Some(true)) else { break };
        let Some(mut next) = place(&mut ahead, announced) else { break };
        if next.number.is_none() {
            next.number.clone_from(&last.number);
        }
        if next.sub.is_some() != last.sub.is_some() {
            break;
        }
        match joint {
            Joint::And => places.push(next),
            Joint::To => {
                places.extend(between(&last, &next).map_or_else(|message| ahead.flaw("bad_range", message), Ok)?)
            }
        }
        if places.len() > MOST_PLACES {
            return ahead.flaw("too_many", format!("at most {MOST_PLACES} paragraphs in one citation, please"));
        }
        *cursor = ahead;
    }
    Ok(Some(places))
}

/// What stands between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Both.
    And,
    /// All from the one to the other.
    To,
}

/// Goes over what joins two numbers, spaces included. A comma joins only where several are announced.
pub fn joint(cursor: &mut Cursor, several: bool) -> Option<Joint> {
    cursor.skip_spaces();
    let comma = several && (cursor.eat(',') || cursor.eat(';'));
    cursor.skip_spaces();
    let joint = match cursor.eat('-') {
        true => Some(Joint::To),
        false => cursor.eat_one(&[("to", Joint::To), ("and", Joint::And), ("or", Joint::And), ("&", Joint::And)]),
    };
    cursor.skip_spaces();
    joint.or(comma.then_some(Joint::And))
}

/// One paragraph. A bare numeral counts only where a paragraph is announced.
fn place(cursor: &mut Cursor, announced: bool) -> Option<Place> {
    let digits = if announced { cursor.take(|c| c.is_ascii_digit()) } else { String::new() };
    if digits.is_empty() {
        return sub(cursor, announced).map(Place::sub);
    }
    let mut number = super::numbers::without_zeros(&digits).to_owned();
    let mut ahead = cursor.clone();
    ahead.skip_spaces();
    if let Some(suffix) = ahead.eat_one(&[("bis", "bis"), ("ter", "ter")]) {
        number += suffix;
        *cursor = ahead;
    }
    let mut ahead = cursor.clone();
    ahead.skip(|c| matches!(c, ' ' | '.'));
    let sub = sub(&mut ahead, true);
    if sub.is_some() {
        *cursor = ahead;
    }
    Some(Place { number: Some(number), sub })
}

/// `(a)`, `a)`, or a bare `a` or `iii`.
fn sub(cursor: &mut Cursor, bare_numerals: bool) -> Option<String> {
    let mut ahead = cursor.clone();
    let opened = ahead.eat('(');
    ahead.skip_spaces();
    let letters = ahead.take(|c| c.is_ascii_alphabetic()).to_ascii_lowercase();
    let closes = {
        let mut after = ahead.clone();
        after.skip_spaces();
        after.peek(0) == Some(')')
    };
    let ends = ahead.peek(0).is_none_or(|c| !c.is_alphanumeric() && c != '/');
    let numeral = ROMAN.contains(&letters.as_str());
    let fits = match letters.len() {
        0 => false,
        1 => closes || (!opened && ends),
        2..=MOST_SUB => numeral && (closes || (!opened && ends && bare_numerals)),
        _ => false,
    };
    if !fits {
        return None;
    }
    if closes {
        ahead.skip_spaces();
        ahead.eat(')');
    }
    *cursor = ahead;
    Some(letters)
}

/// Those after `first` up to `last`.
fn between(first: &Place, last: &Place) -> Result<Vec<Place>, String> {
    let upwards = || format!("“{first}” to “{last}” is no range: write it upwards, as in “1-3” or “(a)-(c)”");
    let count = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<usize>().ok());
    match (&first.sub, &last.sub) {
        (None, None) => {
            let (from, to) = count(&first.number).zip(count(&last.number)).ok_or_else(upwards)?;
            if to <= from || to - from > MOST_PLACES {
                return Err(upwards());
            }
            Ok((from + 1..=to).map(|n| Place { number: Some(n.to_string()), sub: None }).collect())
        }
        (Some(a), Some(b)) if first.number == last.number => {
            let numeral = |text: &String| ROMAN.iter().position(|numeral| numeral == text);
            let subs: Vec<String> = match (numeral(a), numeral(b)) {
                (Some(from), Some(to)) => {
                    ROMAN.iter().skip(from + 1).take(to.saturating_sub(from)).map(|sub| (*sub).to_owned()).collect()
                }
                _ => match (a.as_bytes(), b.as_bytes()) {
                    ([from], [to]) => (*from..=*to).skip(1).map(|letter| char::from(letter).to_string()).collect(),
                    _ => Vec::new(),
                },
            };
            if subs.is_empty() {
                return Err(upwards());
            }
            Ok(subs.into_iter().map(|sub| Place { number: first.number.clone(), sub: Some(sub) }).collect())
        }
        _ => Err(upwards()),
    }
}
