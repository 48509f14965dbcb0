//! answers.csv: every answer, one row for each question, tick or link; the cells of a table row by row.

use std::collections::HashMap;
use std::io::Write;

use super::header;
use crate::clock;
use crate::db::Conn;
use crate::summaries::Refusal;
use crate::summaries::cell_store::Word;
use crate::summaries::columns::Table;
use crate::summaries::pass::{Reader, walk};
use crate::summaries::questionnaire::{Asked, Shape};
use crate::summaries::round::{Entry, Round};
use crate::summaries::rows::{Keys, path};
use crate::summaries::sheet::Sheet;
use crate::summaries::store::{Line, Sent};

pub fn write(tx: &mut Conn, round: &Round, out: &mut dyn Write) -> Result<(), Refusal> {
    let sheet = Sheet::begin(out, &round.scope, header(Table::Answers))?;
    let mut answers =
        Answers { round, sheet, submission: String::new(), submitted_at: String::new(), version: 0, table: None };
    walk::<Line>(tx, round, &mut answers)?;
    Ok(answers.sheet.finish()?)
}

struct Answers<'a> {
    round: &'a Round,
    sheet: Sheet<'a>,
    submission: String,
    submitted_at: String,
    version: i32,
    /// The table that is being read: its cells come column by column, and are told row by row.
    table: Option<Gathered<'a>>,
}

/// A table of one submission.
struct Gathered<'a> {
    asked: &'a Asked,
    /// What became of the table, in each row around it.
    own: Vec<Line>,
    /// Its cells, with the places of their columns.
    cells: Vec<(usize, Line)>,
    /// The columns that the submission's version lacks.
    lacking: Vec<&'a Asked>,
}

impl<'a> Answers<'a> {
    /// The columns up to `column`.
    fn head(&mut self, entry: &Entry, asked: &Asked, row: &str) -> &mut Sheet<'a> {
        let sheet = &mut self.sheet;
        sheet.plain(self.round.cycle.code.as_str()).plain(entry.party.as_str()).text(&entry.region);
        sheet.plain(&self.submission).plain(&self.submitted_at).plain(&asked.section);
        if asked.frame.is_none() {
            // At the top of a template a question's path is its name, and there are no rows.
            return sheet.plain(&asked.name).plain(&asked.name).plain("").plain("").plain("").plain("");
        }
        let around = self.round.questionnaire.around(asked.frame);
        let keys = Keys::of(&around, row);
        let [outer, inner] = keys.repeats;
        let column = asked.column.as_deref();
        let table = around.last().filter(|_| column.is_some()).map(|frame| frame.name.as_str());
        sheet.plain(table.unwrap_or(&asked.name)).plain(&path(&around, row, column.unwrap_or(&asked.name)));
        sheet.plain(outer).plain(inner).plain(keys.table).plain(column.unwrap_or_default())
    }

    fn row(&mut self, entry: &Entry, (asked, unit): (&Asked, &str), line: &Line) -> Result<(), Refusal> {
        let is_link = asked.shape == Shape::Links;
        let code = line.value_code.as_ref().map(Word::as_str);
        let label = match code {
            Some(code) => asked.choice(code).and_then(|place| asked.choices.get(place)).map(|c| c.label.as_str()),
            None => line.other_text.as_deref().filter(|_| is_link),
        };
        let sheet = self.head(entry, asked, &line.row);
        match line.position {
            Some(position) => sheet.number(position),
            None => sheet.plain(""),
        };
        sheet.plain(code.unwrap_or_default()).maybe(label);
        sheet.plain(line.value_number.as_deref().unwrap_or_default()).maybe(line.value_text.as_deref());
        sheet.maybe(line.other_text.as_deref().filter(|_| !is_link)).maybe(line.comment.as_deref());
        sheet.maybe(line.language.as_deref()).text(unit).maybe(line.qualifier.as_deref());
        Ok(sheet.plain(line.status.word()).text(&asked.mandates).end()?)
    }

    fn lacks(&mut self, entry: &Entry, asked: &Asked) -> Result<(), Refusal> {
        let sheet = self.head(entry, asked, "");
        // position, value_code, value_label, value_number, value_text, other_text, comment and language.
        (0..8).for_each(|_| {
            sheet.plain("");
        });
        Ok(sheet.text(&asked.unit).plain("").plain("not_asked").text(&asked.mandates).end()?)
    }

    /// Tells the table that was being read: its cells, and where there are none, what became of it.
    fn tell_table(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let Some(Gathered { asked, own, cells, lacking }) = self.table.take() else { return Ok(()) };
        let mut inside = by_row_around(cells);
        for line in &own {
            let cells = inside.remove(line.row.as_str()).unwrap_or_default();
            if cells.is_empty() {
                self.row(entry, (asked, ""), line)?;
            }
            for (place, cell) in &cells {
                self.lines(entry, *place, std::slice::from_ref(cell))?;
            }
        }
        lacking.into_iter().try_for_each(|column| self.lacks(entry, column))
    }

    fn lines(&mut self, entry: &Entry, place: usize, lines: &[Line]) -> Result<(), Refusal> {
        let questionnaire = &self.round.questionnaire;
        let Some(asked) = questionnaire.questions.get(place) else { return Ok(()) };
        // A number stays in the unit that was asked of whoever gave it.
        let unit = questionnaire.unit(self.version, place);
        lines.iter().try_for_each(|line| self.row(entry, (asked, unit), line))
    }
}

/// Cells by the row around their table; in each of them row by row, as the rows come in the first column, and column by column.
fn by_row_around(cells: Vec<(usize, Line)>) -> HashMap<String, Vec<(usize, Line)>> {
    let mut order: HashMap<String, usize> = HashMap::new();
    for (_, line) in &cells {
        if !order.contains_key(&line.row) {
            order.insert(line.row.clone(), order.len());
        }
    }
    let mut inside: HashMap<String, Vec<(usize, Line)>> = HashMap::new();
    for (place, line) in cells {
        let around = line.row.rsplit_once('/').map_or("", |(around, _)| around);
        match inside.get_mut(around) {
            Some(cells) => cells.push((place, line)),
            None => drop(inside.insert(around.to_owned(), vec![(place, line)])),
        }
    }
    let at = |line: &Line| order.get(&line.row).copied();
    inside.values_mut().for_each(|cells| cells.sort_by_key(|(place, line)| (at(line), *place)));
    inside
}

impl Reader<Line> for Answers<'_> {
    fn begin(&mut self, _: &Entry, sent: &Sent) -> Result<(), Refusal> {
        self.submission = sent.number.to_string();
        self.submitted_at = clock::written(sent.submitted_at);
        self.version = sent.version;
        Ok(())
    }

    fn not_asked(&mut self, entry: &Entry, _: &Sent, place: usize) -> Result<(), Refusal> {
        let Some(asked) = self.round.questionnaire.questions.get(place) else { return Ok(()) };
        match (&asked.column, &mut self.table) {
            (Some(_), Some(table)) => table.lacking.push(asked),
            // That the whole table was not asked is said once.
            (Some(_), None) => {}
            (None, _) => {
                self.tell_table(entry)?;
                self.lacks(entry, asked)?;
            }
        }
        Ok(())
    }

    fn said(&mut self, entry: &Entry, _: &Sent, place: usize, lines: &[Line]) -> Result<(), Refusal> {
        let Some(asked) = self.round.questionnaire.questions.get(place) else { return Ok(()) };
        if let (Some(_), Some(table)) = (&asked.column, &mut self.table) {
            // A column of a table without rows says nothing that the table does not.
            let cells = lines.iter().filter(|line| !line.row.is_empty());
            table.cells.extend(cells.map(|line| (place, line.clone())));
            return Ok(());
        }
        self.tell_table(entry)?;
        if asked.shape == Shape::Table {
            self.table = Some(Gathered { asked, own: lines.to_vec(), cells: Vec::new(), lacking: Vec::new() });
            return Ok(());
        }
        self.lines(entry, place, lines)
    }

    fn end(&mut self, entry: &Entry, _: &Sent) -> Result<(), Refusal> {
        self.tell_table(entry)
    }
}
