//! What people left in the cells of an answer, as the rules of answers take it. Pure.

use serde_json::Value as Json;

use super::codes::Part;
use super::parts::{choices, line, qualifiers};
use crate::flaw::{Flaw, Shaped};
use crate::reports::answer::Raw;
use crate::sheets::Cell;
use crate::templates::{Kind, Precision, Question, Template};
use crate::web::pages::section::numbers;
use crate::web::pages::section::typed::{Typed, placed};
use crate::words;

/// Digits that a spreadsheet keeps of a number that is typed.
const EXACT_DIGITS: usize = 15;

/// A cell of an answer: the part, where it stands, and what it holds.
pub type Held<'a> = (Part, String, &'a Cell);

/// Who wrote, in which words.
#[derive(Clone, Copy)]
pub struct Hand<'a> {
    /// The questions as they were when the workbook was made.
    pub template: &'a Template,
    /// The language of the workbook.
    pub language: &'a str,
}

/// What the cells of an answer say. Parts without a cell are empty.
///
/// # Errors
/// Everything that cannot be read, by cell: the code says what is wrong.
pub fn raw(hand: Hand<'_>, question: &Question, cells: &[Held<'_>]) -> Shaped<Raw> {
    let mut flaws = Vec::new();
    for (_, at, cell) in cells {
        match cell {
            Cell::Formula => flaws.push(Flaw::new(at, "formula", "")),
            Cell::Error(error) => flaws.push(Flaw::new(at, "error_cell", error)),
            _ => {}
        }
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let find = |part: &Part| cells.iter().find(|(other, ..)| other == part).map(|(_, at, cell)| (at.as_str(), *cell));
    let text = |part: &Part| find(part).map(|(_, cell)| words_of(cell, hand.language)).unwrap_or_default();
    let mut typed = Typed { other: text(&Part::Other), comment: text(&Part::Comment), ..Typed::default() };
    match qualifier(hand, question, &text(&Part::Qualifier)) {
        Ok(word) => typed.qualifier = word,
        Err(code) => flaws.push(Flaw::new(find(&Part::Qualifier).map_or("", |(at, _)| at), code, "")),
    }
    let mut exact = None;
    match &question.kind {
        Kind::SelectMultiple { .. } | Kind::Rank { .. } => {
            typed.values = many(question, cells, &mut flaws);
        }
        kind => {
            if let Some((at, cell)) = find(&Part::Value) {
                match one(hand, kind, question, cell) {
                    Ok(One::Typed(text)) => typed.values = vec![text],
                    Ok(One::Links(links)) => typed.links = links,
                    Ok(One::Exact(number)) => exact = Some(number),
                    Err(code) => flaws.push(Flaw::new(at, code, "")),
                }
            }
        }
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let raw = typed.raw(question, hand.language)?;
    Ok(match exact {
        Some(value) => Raw { value, ..raw },
        None => raw,
    })
}

/// Whether anything was put into a cell that confirms, and whether it is a mark.
pub fn confirms(cells: &[Held<'_>]) -> Shaped<bool> {
    let Some((_, at, cell)) = cells.iter().find(|(part, ..)| *part == Part::Confirm) else { return Ok(false) };
    is_marked(cell).map_err(|code| vec![Flaw::new(at, code, "")])
}

/// What one cell says.
enum One {
    /// As a form would send it.
    Typed(String),
    /// Links: address and what to call it.
    Links(Vec<(String, String)>),
    /// A number that the spreadsheet itself has read.
    Exact(Json),
}

fn one(hand: Hand<'_>, kind: &Kind, question: &Question, cell: &Cell) -> Result<One, &'static str> {
    let typed = |text: String| Ok(One::Typed(text));
    match (kind, cell) {
        (Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_), Cell::Number(number)) => {
            exact(number, 0).map(One::Exact)
        }
        (Kind::Percentage(_), Cell::Percent(number)) => exact(number, 2).map(One::Exact),
        (Kind::Integer(_) | Kind::Decimal(_), Cell::Percent(_)) => Err("percent"),
        (Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_), Cell::Date(_)) => Err("made_a_date"),
        (Kind::Date { precision, .. }, Cell::Date(day)) => {
            let day = day.to_string();
            let length = match precision {
                Precision::Year => 4,
                Precision::Month => 7,
                Precision::Day => 10,
            };
            typed(day.get(..length).unwrap_or(&day).to_owned())
        }
        (Kind::SelectOne { .. }, cell) => {
            let text = line(&words_of(cell, hand.language));
            choice(hand, question, &text).map(One::Typed)
        }
        (Kind::Acknowledge, cell) => typed(if is_marked(cell)? { "true".to_owned() } else { String::new() }),
        (Kind::Url, cell) => Ok(One::Links(links(&words_of(cell, hand.language)))),
        (_, cell) => typed(words_of(cell, hand.language)),
    }
}

/// The choice that a cell names: by what it is called, or by its own name.
fn choice(hand: Hand<'_>, question: &Question, text: &str) -> Result<String, &'static str> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let all = choices(hand.template, question, hand.language);
    let plain = text.to_lowercase();
    let called = all.iter().find(|(_, label)| label == text);
    let named = || all.iter().find(|(name, _)| name == text);
    let nearly = || all.iter().find(|(_, label)| label.to_lowercase() == plain);
    if let Some((name, _)) = called.or_else(named).or_else(nearly) {
        return Ok(name.clone());
    }
    // A choice that is no longer in the list is called so, around its name.
    let gone = words::text(hand.language, "page.choice_gone", &[("choice", "\u{1}")]);
    let (before, behind) = gone.split_once('\u{1}').unwrap_or((&gone, ""));
    let name = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
    name.map(str::to_owned).ok_or("not_in_list")
}

fn qualifier(hand: Hand<'_>, question: &Question, text: &str) -> Result<String, &'static str> {
    let text = line(text);
    if text.is_empty() {
        return Ok(String::new());
    }
    let plain = text.to_lowercase();
    let mut known = qualifiers(question, hand.language);
    for one in crate::templates::Qualifier::ALL {
        known.push((one.word(), crate::web::pages::said::qualifier_said(one, hand.language)));
    }
    let found = known.iter().find(|(word, said)| *word == plain || said.to_lowercase() == plain);
    found.map(|(word, _)| (*word).to_owned()).ok_or("qualifier")
}

/// The choices that are marked, or their places.
fn many(question: &Question, cells: &[Held<'_>], flaws: &mut Vec<Flaw>) -> Vec<String> {
    let mut found = Vec::new();
    for (part, at, cell) in cells {
        let Part::Choice(name) = part else { continue };
        if matches!(question.kind, Kind::Rank { .. }) {
            let text = western(&words_of(cell, "en"));
            match text.trim().trim_end_matches('.').parse::<usize>() {
                Ok(place) if place > 0 => found.push(placed(name, place)),
                _ => flaws.push(Flaw::new(at, "place", "")),
            }
        } else {
            match is_marked(cell) {
                Ok(true) => found.push(name.clone()),
                Ok(false) => {}
                Err(code) => flaws.push(Flaw::new(at, code, "")),
            }
        }
    }
    found
}

/// Whether a cell is marked. What is no mark is not guessed.
fn is_marked(cell: &Cell) -> Result<bool, &'static str> {
    match cell {
        Cell::Truth(truth) => Ok(*truth),
        Cell::Number(number) if number.trim() == "1" => Ok(true),
        Cell::Number(number) if number.trim() == "0" => Ok(false),
        Cell::Text(text) => match western(text).trim() {
            // The second x is the Cyrillic letter.
            "x" | "X" | "х" | "Х" | "✓" | "✔" | "✗" | "✘" | "×" | "1" => Ok(true),
            "" => Ok(false),
            _ => Err("mark"),
        },
        _ => Err("mark"),
    }
}

/// The words with Western digits for Arabic ones.
fn western(text: &str) -> String {
    text.chars().map(numbers::western).collect()
}

/// One link to a line: the address, a space, what to call it.
fn links(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| match line.split_once(char::is_whitespace) {
            Some((url, label)) => (url.to_owned(), label.trim().to_owned()),
            None => (line.to_owned(), String::new()),
        })
        .collect()
}

/// A number as the spreadsheet has read it and shows it: to fifteen digits, of which a file may hold a little more or less
/// than was typed. `shift` moves the point, for hundredths.
fn exact(written: &str, shift: i64) -> Result<Json, &'static str> {
    let plain = shown(written, shift).ok_or("number_cell")?;
    // What was typed beyond these digits is lost already.
    let whole = plain.trim_start_matches('-').split('.').next().unwrap_or_default().len();
    if whole > EXACT_DIGITS {
        return Err("too_exact");
    }
    plain.parse().map(Json::Number).map_err(|_| "number_cell")
}

fn shown(written: &str, shift: i64) -> Option<String> {
    let number: f64 = written.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    let scientific = format!("{number:.*e}", EXACT_DIGITS - 1);
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent = exponent.parse::<i64>().ok()? + shift;
    crate::canonical::plain(&format!("{mantissa}e{exponent}"))
}

/// What a cell says in words.
fn words_of(cell: &Cell, language: &str) -> String {
    let written = |number: &str, shift| {
        numbers::written(&shown(number, shift).unwrap_or_else(|| number.trim().to_owned()), language)
    };
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => written(number, 0),
        Cell::Percent(number) => format!("{}%", written(number, 2)),
        Cell::Date(day) => day.to_string(),
        Cell::Truth(truth) => (if *truth { "TRUE" } else { "FALSE" }).to_owned(),
        Cell::Formula | Cell::Error(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_spreadsheet_shows_them() {
        let check = |written: &str, shift, expect: &str| {
            assert_eq!(exact(written, shift).map_or_else(str::to_owned, |n| n.to_string()), expect, "{written}");
        };
        check("1.1000000000000001", 0, "1.1");
        check("0.30000000000000004", 0, "0.3");
        check("1234.5", 0, "1234.5");
        check("-3", 0, "-3");
        check("1E-3", 0, "0.001");
        check("0.125", 2, "12.5");
        check("0", 0, "0");
        check("123456789012345", 0, "123456789012345");
        check("1.2345678901234568E+18", 0, "too_exact");
        check("NaN", 0, "number_cell");
        check("1e400", 0, "number_cell");
    }

    #[test]
    fn a_mark_is_one_whatever_keyboard_it_was_typed_on() {
        let text = |text: &str| is_marked(&Cell::Text(text.to_owned()));
        for mark in ["x", " X ", "х", "✓", "1", "١"] {
            assert_eq!(text(mark), Ok(true), "{mark}");
        }
        assert_eq!((text("no"), text("yes?")), (Err("mark"), Err("mark")));
        assert_eq!((is_marked(&Cell::Truth(false)), is_marked(&Cell::Number("1".into()))), (Ok(false), Ok(true)));
    }

    #[test]
    fn links_stand_one_to_a_line() {
        let expect = vec![("https://a.example".to_owned(), "A  b".to_owned()), ("b.example".to_owned(), String::new())];
        assert_eq!(links("https://a.example A  b\n\n b.example \n"), expect);
    }
}
