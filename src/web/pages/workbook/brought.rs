//! A workbook that was brought back, as far as it can be read without knowing what is asked: which report it is of, and what
//! stands in the cells of each answer. Sheets are found by their hidden heads, columns and lines by their hidden cells: none of
//! them needs to be where it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::codes::{ABOUT, FORMAT, HEADS, KEY, LISTS, Part, REVISION};
use crate::flaw::Flaw;
use crate::ids::{CycleCode, PartyCode, TemplateName};
use crate::sheets::{Allowance, Book, Cell, Ended, Limits, Row, place};

/// How much of a sheet is read: a table of 2,000 rows and a list of 500 choices has room.
const LIMITS: Limits = Limits { columns: 4_096, rows: 20_000 };
/// How much of a workbook is read: twice what the longest report holds.
const ALLOWANCE: Allowance = Allowance { cells: 200_000, bytes: 10 * 1024 * 1024 };
/// Most answers of a workbook.
const MOST_ANSWERS: usize = 30_000;
/// Most flaws that are told: nobody reads more.
const MOST_FLAWS: usize = 200;

/// Which report a workbook is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its cycle.
    pub cycle: CycleCode,
    /// Whose report.
    pub party: PartyCode,
    /// What is asked,
    pub template: TemplateName,
    /// and in which version.
    pub version: i32,
    /// The language it was made in.
    pub language: String,
    /// The rows that people had made and that stood in it.
    pub rows: Vec<String>,
}

/// A workbook that was brought back.
#[derive(Debug)]
pub struct Brought {
    /// Which report it is of.
    pub about: About,
    /// Its sheets.
    pub sheets: Vec<Told>,
    /// What cannot be read, by sheet and cell: the code says what is wrong.
    pub flaws: Vec<Flaw>,
}

/// A sheet of answers.
#[derive(Debug)]
pub struct Told {
    /// What its tab says now.
    pub name: String,
    /// The section, the repeat or the table it is of.
    pub of: String,
    /// Whether it has a line for each row.
    pub is_rows: bool,
    /// The parts that have a column: of which question, where it is one of rows.
    pub columns: BTreeMap<(String, Part), u32>,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line that holds something.
#[derive(Debug)]
pub struct Line {
    /// Its number.
    pub number: u32,
    /// The path of its answer or of its row; empty in a line that somebody added.
    pub key: String,
    /// The choice it is of.
    pub choice: Option<String>,
    /// The revisions that were shown: of the answer, or of each question of the row. None where it was not to be read.
    pub revisions: BTreeMap<String, Option<i32>>,
    /// What the rows around it and itself are called, by repeat or table.
    pub names: BTreeMap<String, String>,
    /// What stands in the cells that are read, by column.
    pub cells: Vec<(u32, String, Part, Cell)>,
}

/// What a column holds.
enum Column {
    Revision,
    /// What a row around is called.
    Name(String),
    /// A part of an answer: of which question, where it is one of rows.
    Part(String, Part),
}

/// Reads a workbook.
///
/// # Errors
/// Why nothing of it can be read: a code, and where.
pub fn read(bytes: &[u8]) -> Result<Brought, Flaw> {
    let mut book = Book::open(bytes)?;
    let formats = book.formats()?;
    let names = book.names();
    let mut allowance = ALLOWANCE;
    let mut rows_of = |place: usize, name: &str, book: &mut Book<'_>| {
        let read = book.rows((place, name), &formats, LIMITS, &mut allowance, |_, cell| Ok(Some(cell)));
        read.map_err(|ended| match ended {
            Ended::Flaw(flaw) => flaw,
            Ended::Broken => Flaw::new(name, "damaged", ""),
            Ended::TooMuch(at, _) => Flaw::new(at, "too_much", ""),
        })
    };
    let foreign = || Flaw::new("", "not_ours", "");
    let hidden = names.iter().position(|name| name == ABOUT).ok_or_else(foreign)?;
    let about = about(&rows_of(hidden, ABOUT, &mut book)?).ok_or_else(foreign)?;
    let (mut sheets, mut flaws) = (Vec::<Told>::new(), Vec::new());
    let mut answers = 0;
    for (at, name) in names.iter().enumerate().filter(|(_, name)| ![ABOUT, LISTS].contains(&name.as_str())) {
        let rows = rows_of(at, name, &mut book)?;
        let Some(told) = told(name, rows, &mut answers, &mut flaws)? else { continue };
        match sheets.iter().find(|other| other.of == told.of) {
            Some(other) => flaws.push(Flaw::new(name, "sheet_twice", &other.name)),
            None => sheets.push(told),
        }
    }
    flaws.truncate(MOST_FLAWS);
    Ok(Brought { about, sheets, flaws })
}

fn about(rows: &[Row<Cell>]) -> Option<About> {
    let text =
        |row: &Row<Cell>, column: u32| row.cells.iter().find(|(at, _)| *at == column).and_then(|(_, cell)| words(cell));
    let pairs = rows.iter().filter_map(|row| Some((text(row, 0)?, text(row, 1)?)));
    let mut facts: HashMap<String, String> = HashMap::new();
    let mut made = Vec::new();
    for (key, said) in pairs {
        match key.as_str() {
            "row" => made.push(said),
            _ => {
                facts.entry(key).or_insert(said);
            }
        }
    }
    let fact = |key: &str| facts.get(key).map(String::as_str);
    fact("format").filter(|format| *format == FORMAT)?;
    Some(About {
        cycle: fact("cycle")?.parse().ok()?,
        party: fact("party")?.parse().ok()?,
        template: fact("template")?.parse().ok()?,
        version: fact("version")?.parse().ok()?,
        language: fact("language")?.to_owned(),
        rows: made,
    })
}

/// The words of a hidden cell: a program may have made a number of them.
fn words(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.trim().to_owned()),
        Cell::Number(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// A sheet of answers; none where it has no hidden head.
fn told(name: &str, rows: Vec<Row<Cell>>, answers: &mut usize, flaws: &mut Vec<Flaw>) -> Result<Option<Told>, Flaw> {
    let Some((head, of, keys)) = rows.iter().enumerate().find_map(|(place, row)| {
        let found = row.cells.iter().find_map(|(column, cell)| {
            let code = words(cell).filter(|code| code != HEADS)?;
            Some((*column, code.strip_prefix(KEY)?.to_owned()))
        });
        found.map(|(column, of)| (place, of, column))
    }) else {
        return Ok(None);
    };
    let mut columns: BTreeMap<u32, Column> = BTreeMap::new();
    for (column, cell) in rows.get(head).into_iter().flat_map(|row| &row.cells).filter(|(column, _)| *column != keys) {
        if let Some(meant) = words(cell).and_then(|code| meant(&code)) {
            columns.insert(*column, meant);
        }
    }
    let is_rows = columns.values().any(|column| matches!(column, Column::Name(_)));
    let mut parts = BTreeMap::new();
    for (at, column) in &columns {
        if let Column::Part(question, part) = column
            && let Some(first) = parts.insert((question.clone(), part.clone()), *at)
        {
            let number = rows.get(head).map_or(1, |row| row.number);
            let (first, again) = (place::cell(name, number, first), place::cell(name, number, *at));
            flaws.push(Flaw::new(again, "column_twice", first));
        }
    }
    let questions: BTreeSet<&String> = parts.keys().map(|(question, _)| question).collect();
    let each = if is_rows { questions.len() } else { 1 };
    let mut lines = Vec::new();
    for row in rows.into_iter().skip(head + 1) {
        if let Some(line) = line(row, keys, &columns) {
            *answers += each;
            if *answers > MOST_ANSWERS {
                return Err(Flaw::new(place::cell(name, line.number, 0), "too_much", ""));
            }
            lines.push(line);
        }
    }
    Ok(Some(Told { name: name.to_owned(), of, is_rows, columns: parts, lines }))
}

fn meant(code: &str) -> Option<Column> {
    if code == REVISION {
        return Some(Column::Revision);
    }
    if let Some(frame) = code.strip_prefix("row/") {
        return Some(Column::Name(frame.to_owned()));
    }
    match code.split_once('|') {
        Some((question, part)) => Some(Column::Part(question.to_owned(), Part::read(part)?)),
        None => Some(Column::Part(String::new(), Part::read(code)?)),
    }
}

/// What stands in a line; none for heads, and for lines of which nothing is read.
fn line(row: Row<Cell>, keys: u32, columns: &BTreeMap<u32, Column>) -> Option<Line> {
    let key = row.cells.iter().find(|(column, _)| *column == keys).and_then(|(_, cell)| words(cell));
    let key = key.unwrap_or_default();
    if key.starts_with(KEY) {
        return None;
    }
    let (key, choice) = match key.split_once('|') {
        Some((path, choice)) => (path.to_owned(), Some(choice.to_owned())),
        None => (key, None),
    };
    let mut line =
        Line { number: row.number, key, choice, revisions: BTreeMap::new(), names: BTreeMap::new(), cells: Vec::new() };
    for (at, cell) in row.cells {
        match columns.get(&at) {
            Some(Column::Revision) => line.revisions = revisions(&words(&cell).unwrap_or_default()),
            Some(Column::Name(frame)) => {
                line.names.insert(frame.clone(), words(&cell).unwrap_or_default());
            }
            Some(Column::Part(question, part)) => line.cells.push((at, question.clone(), part.clone(), cell)),
            None => {}
        }
    }
    (!line.key.is_empty() || !line.cells.is_empty()).then_some(line)
}

/// `3` of an answer alone, `area=3 plan=-` of the questions of a row.
fn revisions(text: &str) -> BTreeMap<String, Option<i32>> {
    let one = |part: &str| {
        let (question, revision) = part.split_once('=').unwrap_or(("", part));
        match revision {
            "-" => Some((question.to_owned(), None)),
            number => Some((question.to_owned(), Some(number.parse().ok()?))),
        }
    };
    text.split_whitespace().filter_map(one).collect()
}
