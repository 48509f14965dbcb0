//! wide.csv: a row for each report, a column for each question that is asked once in it.

use std::io::Write;

use super::{Field, usual};
use crate::db::Conn;
use crate::summaries::Refusal;
use crate::summaries::cell_store::Word;
use crate::summaries::columns::{ROW_KEYS, Table};
use crate::summaries::pass::{Reader, walk};
use crate::summaries::questionnaire::{Asked, Shape};
use crate::summaries::round::{Entry, Round};
use crate::summaries::sheet::Sheet;
use crate::summaries::store::{Line, Sent};

/// What a cell of a question holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// The value itself.
    Value,
    /// 1 or 0: whether the choice at this place was made.
    Choice(usize),
    /// The place that a choice was given among others, from 1.
    Place(usize),
    /// The words of the choice beyond the list.
    Other,
    /// `answered`, `blank`, `not_applicable`, `not_asked` or `unconfirmed`.
    Status,
}

/// The cells of one question, in order. A table has no value: its cells are questions of their own.
pub(super) fn cells(asked: &Asked) -> impl Iterator<Item = Cell> {
    let (several, cell): (bool, fn(usize) -> Cell) = match asked.shape {
        Shape::Many => (true, Cell::Choice),
        Shape::Ranked => (true, Cell::Place),
        _ => (false, Cell::Choice),
    };
    let value = (!several && asked.shape != Shape::Table).then_some(Cell::Value);
    let choices = if several { 0..asked.choices.len() } else { 0..0 };
    let other = asked.has_other.then_some(Cell::Other);
    value.into_iter().chain(choices.map(cell)).chain(other).chain([Cell::Status])
}

/// What a choice is called whose column would be that of the words beyond the list.
const OTHER: &str = "other";

/// Whether a question is called like a column that stands in every such table, or before the rows of one. Most of these are
/// words that reports ask about, a region or a submission: they are not taken from whoever writes questions.
fn meets_a_column(name: &str) -> bool {
    let plain = name.strip_suffix("_label").unwrap_or(name);
    Table::Rows(0).columns().iter().any(|column| column.name == name) || ROW_KEYS.contains(&plain)
}

/// The column of a cell. Names hold no two underscores in a row and no choice is called `status`, so that only a choice
/// called `other` can meet another column: then it stands as `question__option__other`. A question that is called like a
/// column of the table stands as `question__answer`, in each of these tables, whichever has that column.
pub(super) fn field(asked: &Asked, cell: Cell) -> Field {
    match cell {
        Cell::Value => Field {
            name: if meets_a_column(&asked.name) { format!("{}__answer", asked.name) } else { asked.name.clone() },
            kind: if asked.shape == Shape::Number { "number" } else { "string" },
            description: asked.label.clone(),
        },
        Cell::Choice(place) | Cell::Place(place) => {
            let holds = if asked.shape == Shape::Ranked { "its place, from 1" } else { "1 or 0" };
            let choice = asked.choices.get(place);
            let (code, label) = choice.map(|c| (c.code.as_str(), c.label.as_str())).unwrap_or_default();
            let between = if asked.has_other && code == OTHER { "__option__" } else { "__" };
            Field {
                name: format!("{}{between}{code}", asked.name),
                kind: "integer",
                description: format!("{} ({label}: {holds})", asked.label),
            }
        }
        Cell::Other => Field {
            name: format!("{}__other", asked.name),
            kind: "string",
            description: "The words of the choice beyond the list.".to_owned(),
        },
        Cell::Status => Field {
            name: format!("{}__status", asked.name),
            kind: "string",
            description: "answered, blank, not_applicable, not_asked or unconfirmed.".to_owned(),
        },
    }
}

/// The columns.
pub fn fields(round: &Round) -> Vec<Field> {
    let questions = round.questionnaire.questions.iter().filter(|asked| asked.frame.is_none());
    let own = questions.flat_map(|asked| cells(asked).map(move |cell| field(asked, cell)));
    usual(Table::Wide).into_iter().chain(own).collect()
}

pub fn write(tx: &mut Conn, round: &Round, out: &mut dyn Write) -> Result<(), Refusal> {
    let fields = fields(round);
    let sheet = Sheet::begin(out, &round.scope, fields.iter().map(|field| field.name.as_str()))?;
    let mut wide = Wide { round, sheet };
    walk::<Line>(tx, round, &mut wide)?;
    Ok(wide.sheet.finish()?)
}

struct Wide<'a> {
    round: &'a Round,
    sheet: Sheet<'a>,
}

impl Wide<'_> {
    fn question(&mut self, place: usize, lines: &[Line]) {
        let round = self.round;
        if let Some(asked) = round.questionnaire.questions.get(place).filter(|asked| asked.frame.is_none()) {
            cells(asked).for_each(|cell| write_cell(&mut self.sheet, asked, cell, lines));
        }
    }
}

/// Writes a cell of what was said to a question, once or in one row; nothing is said to what was not asked.
pub(super) fn write_cell(sheet: &mut Sheet<'_>, asked: &Asked, cell: Cell, lines: &[Line]) {
    let status = lines.first().map_or("not_asked", |line| line.status.word());
    let answered = status == "answered";
    match cell {
        Cell::Status => sheet.plain(status),
        Cell::Choice(_) | Cell::Place(_) | Cell::Value | Cell::Other if !answered => sheet.plain(""),
        Cell::Choice(place) => sheet.plain(if with_choice(asked, place, lines).is_some() { "1" } else { "0" }),
        Cell::Place(place) => match with_choice(asked, place, lines).and_then(|line| line.position) {
            Some(position) => sheet.number(position),
            None => sheet.plain(""),
        },
        Cell::Other => sheet.maybe(lines.iter().find_map(|line| line.other_text.as_deref())),
        Cell::Value if matches!(asked.shape, Shape::Links | Shape::Files) => {
            let parted = if asked.shape == Shape::Links { " " } else { "; " };
            let all: Vec<&str> = lines.iter().filter_map(|line| line.value_text.as_deref()).collect();
            sheet.text(&all.join(parted))
        }
        Cell::Value => {
            let line = lines.first();
            let code = line.and_then(|line| line.value_code.as_ref()).map(Word::as_str);
            let other = line.and_then(|line| line.value_number.as_deref().or(line.value_text.as_deref()));
            sheet.maybe(code.or(other))
        }
    };
}

/// The row in which a choice was made, by its place in the list.
fn with_choice<'a>(asked: &Asked, place: usize, lines: &'a [Line]) -> Option<&'a Line> {
    let code = asked.choices.get(place).map(|choice| choice.code.as_str());
    lines.iter().find(|line| line.value_code.as_ref().map(Word::as_str) == code)
}

impl Reader<Line> for Wide<'_> {
    fn begin(&mut self, entry: &Entry, sent: &Sent) -> Result<(), Refusal> {
        self.sheet.plain(self.round.cycle.code.as_str()).plain(entry.party.as_str()).text(&entry.region);
        self.sheet.number(sent.number).moment(Some(sent.submitted_at));
        Ok(())
    }

    fn not_asked(&mut self, _: &Entry, _: &Sent, place: usize) -> Result<(), Refusal> {
        self.question(place, &[]);
        Ok(())
    }

    fn said(&mut self, _: &Entry, _: &Sent, place: usize, lines: &[Line]) -> Result<(), Refusal> {
        self.question(place, lines);
        Ok(())
    }

    fn end(&mut self, _: &Entry, _: &Sent) -> Result<(), Refusal> {
        Ok(self.sheet.end()?)
    }
}
