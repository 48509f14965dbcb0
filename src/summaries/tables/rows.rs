//! wide-<group>.csv: a row for each report and each of its rows in one repeat or table, a column for each question in it.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use super::wide::{cells, field, write_cell};
use super::{Field, usual};
use crate::db::Conn;
use crate::summaries::Refusal;
use crate::summaries::columns::Table;
use crate::summaries::frames::Framed;
use crate::summaries::pass::{Reader, walk};
use crate::summaries::questionnaire::Asked;
use crate::summaries::round::{Entry, Round};
use crate::summaries::rows::Keys;
use crate::summaries::sheet::Sheet;
use crate::summaries::store::{Line, Sent};

/// The columns: those of the rows, what lists call them, then those of the questions.
pub fn fields(round: &Round, frame: usize) -> Vec<Field> {
    let around = round.questionnaire.around(Some(frame));
    let labels = labelled(&around).map(|(key, framed)| Field {
        name: format!("{key}_label"),
        kind: "string",
        description: format!("What the list says of {key}, in the template's first language ({}).", framed.label),
    });
    let own = each_asked(round, frame).flat_map(|(_, asked)| cells(asked).map(move |cell| field(asked, cell)));
    usual(Table::Rows(frame)).into_iter().chain(labels).chain(own).collect()
}

/// The frames whose rows lists give, with the columns their keys stand in.
fn labelled<'a>(around: &'a [&'a Framed]) -> impl Iterator<Item = (&'static str, &'a Framed)> {
    let mut repeats = ["row_1", "row_2"].into_iter();
    let named = around.iter().map(move |frame| {
        let key = if frame.is_table { Some("table_row") } else { repeats.next() };
        (key.unwrap_or_default(), *frame)
    });
    named.filter(|(_, frame)| frame.has_list)
}

fn each_asked(round: &Round, frame: usize) -> impl Iterator<Item = (usize, &Asked)> {
    round.questionnaire.questions.iter().enumerate().filter(move |(_, asked)| asked.frame == Some(frame))
}

pub fn write(tx: &mut Conn, round: &Round, frame: usize, out: &mut dyn Write) -> Result<(), Refusal> {
    let fields = fields(round, frame);
    let sheet = Sheet::begin(out, &round.scope, fields.iter().map(|field| field.name.as_str()))?;
    let mut rows = Rows { round, frame, sheet, order: Vec::new(), said: HashMap::new() };
    walk::<Line>(tx, round, &mut rows)?;
    Ok(rows.sheet.finish()?)
}

/// The rows of one submission: their answers come question by question.
struct Rows<'a> {
    round: &'a Round,
    frame: usize,
    sheet: Sheet<'a>,
    order: Vec<String>,
    /// By row, then by the question's place.
    said: HashMap<String, BTreeMap<usize, Vec<Line>>>,
}

impl Rows<'_> {
    fn row(&mut self, entry: &Entry, sent: &Sent, row: &str) -> Result<(), Refusal> {
        let (round, sheet) = (self.round, &mut self.sheet);
        let around = round.questionnaire.around(Some(self.frame));
        let keys = Keys::of(&around, row);
        let [outer, inner] = keys.repeats;
        sheet.plain(round.cycle.code.as_str()).plain(entry.party.as_str()).text(&entry.region);
        sheet.number(sent.number).moment(Some(sent.submitted_at)).plain(outer).plain(inner).plain(keys.table);
        for (frame, key) in around.iter().zip(row.split('/')).filter(|(frame, _)| frame.has_list) {
            sheet.text(frame.row_label(key));
        }
        let said = self.said.get(row);
        for (place, asked) in each_asked(round, self.frame) {
            let lines = said.and_then(|said| said.get(&place)).map(Vec::as_slice).unwrap_or_default();
            cells(asked).for_each(|cell| write_cell(sheet, asked, cell, lines));
        }
        Ok(sheet.end()?)
    }
}

impl Reader<Line> for Rows<'_> {
    fn not_asked(&mut self, _: &Entry, _: &Sent, _: usize) -> Result<(), Refusal> {
        Ok(())
    }

    fn said(&mut self, _: &Entry, _: &Sent, place: usize, lines: &[Line]) -> Result<(), Refusal> {
        if self.round.questionnaire.questions.get(place).and_then(|asked| asked.frame) != Some(self.frame) {
            return Ok(());
        }
        for row in lines.chunk_by(|one, next| one.row == next.row) {
            let Some(first) = row.first().filter(|first| !first.row.is_empty()) else { continue };
            if !self.said.contains_key(&first.row) {
                self.order.push(first.row.clone());
            }
            self.said.entry(first.row.clone()).or_default().insert(place, row.to_vec());
        }
        Ok(())
    }

    fn end(&mut self, entry: &Entry, sent: &Sent) -> Result<(), Refusal> {
        for row in std::mem::take(&mut self.order) {
            self.row(entry, sent, &row)?;
        }
        self.said.clear();
        Ok(())
    }
}
