//! The sheet of a repeat or a table: a line for each row, a column for each part of what is asked in it. Pure.

use super::book::{Cell, Line, Look, Sheet, Use, Value};
use super::codes::{HEADS, KEY, Part, REVISION};
use super::layout::Layout;
use super::parts;
use crate::reports::answer::Answer;
use crate::templates::Question;
use crate::templates::outline::Frame;
use crate::web::pages::rows::{Around, called, names_row};
use crate::web::pages::said::unit_said;
use crate::web::pages::section::table::fresh_key;
use crate::words;

/// Empty lines for rows of one's own, at the top of a report.
const SPARE: usize = 20;
/// The same in each row of what is around.
const SPARE_INSIDE: usize = 3;
/// What stands before the columns of answers, and is hidden.
const KEYS: u16 = 0;
const REVISIONS: u16 = 1;
/// The first column of what the rows around are called.
const NAMES: u16 = 2;

/// A column of answers.
struct Column<'a> {
    question: &'a Question,
    key: String,
    part: Part,
    head: String,
    hint: String,
}

/// A row as it stands in a line.
struct Row {
    /// The row's path, as the addresses have it.
    path: String,
    /// Its path as answers are kept.
    kept: String,
    /// What the rows around and itself are called.
    names: Vec<String>,
    /// Whether it is not in the report yet.
    spare: bool,
    /// Whether people made it, or would.
    made: bool,
}

impl<'a> Layout<'a> {
    /// The sheet of a repeat or a table.
    pub fn grid(&mut self, place: usize, frame: &Frame<'a>, of: &str) -> Sheet {
        let rows = self.rows_of(place);
        self.rows.extend(rows.iter().filter(|row| row.made && !row.spare).map(|row| row.path.clone()));
        let depth = u16::try_from(self.outline.around(Some(place)).len()).unwrap_or(1);
        let columns = self.columns(place, &rows);
        let waits = |row: &Row| columns.iter().any(|column| self.stored(&column.key, &row.kept).carried.is_some());
        let confirms = rows.iter().any(waits);
        let mut lines = self.heads(frame, of, place, &columns, confirms);
        let frozen = u32::try_from(lines.len()).unwrap_or(0);
        for row in &rows {
            lines.push(self.row(row, &columns, depth, confirms));
        }
        let mut widths = vec![None, None];
        widths.extend((0..depth).map(|_| Some(22.0)));
        widths.extend(columns.iter().map(|column| Some(width(column))));
        widths.extend(confirms.then_some(Some(16.0)));
        let name = self.tabs.get(frame.name().as_str()).cloned().unwrap_or_default();
        Sheet { name, used: Use::Rows, widths, frozen, frozen_columns: NAMES + depth, lines }
    }

    /// Three lines above the rows: what the columns are to the program, what they are called, how they are answered.
    fn heads(&self, frame: &Frame<'a>, of: &str, place: usize, columns: &[Column<'_>], confirms: bool) -> Vec<Line> {
        let around = self.outline.around(Some(place));
        let first = NAMES + u16::try_from(around.len()).unwrap_or(1);
        let mut codes = Line::of(KEYS, Cell::words(format!("{KEY}{}", frame.name()), Look::Code));
        codes.put(REVISIONS, Cell::words(REVISION, Look::Code));
        codes.hidden = true;
        let heads = || Line::of(KEYS, Cell::words(HEADS, Look::Code));
        let (mut head, mut hints) = (heads(), heads());
        for (column, frame) in (NAMES..).zip(around.into_iter().filter_map(|frame| self.outline.frames.get(frame))) {
            codes.put(column, Cell::words(format!("row/{}", frame.name()), Look::Code));
            // Rows that people make have no name but what is answered in them.
            let called = match frame.rows.over {
                Some(_) => self.reader_text(super::layout::frame_label(frame)),
                None => self.reader.say("page.row"),
            };
            head.put(column, Cell::words(called, Look::Head));
        }
        for (column, one) in (first..).zip(columns) {
            codes.put(column, Cell::words(format!("{}|{}", one.question.name, one.part.code()), Look::Code));
            head.put(column, Cell::words(&one.head, Look::Head));
            if !one.hint.is_empty() {
                hints.put(column, Cell::words(&one.hint, Look::Hint));
            }
        }
        if confirms {
            let column = first + u16::try_from(columns.len()).unwrap_or(0);
            codes.put(column, Cell::words(Part::Confirm.code(), Look::Code));
            head.put(column, Cell::words(self.reader.say("workbook.confirm"), Look::Head));
            hints.put(column, Cell::words(self.reader.say("workbook.confirm_row"), Look::Hint));
        }
        let mut title = heads();
        title.put(NAMES, Cell::words(of, Look::Title));
        if hints.cells.len() > 1 { vec![codes, title, head, hints] } else { vec![codes, title, head] }
    }

    /// The columns of answers.
    fn columns(&self, place: usize, rows: &[Row]) -> Vec<Column<'a>> {
        let top = Around::default();
        let mut columns = Vec::new();
        let mine = self.outline.slots.iter().filter(|slot| slot.frame == Some(place));
        for slot in mine.filter(|slot| slot.question.kind.columns().is_empty()) {
            let question = slot.question;
            let stored: Vec<_> = rows.iter().map(|row| self.stored(&slot.key, &row.kept)).collect();
            let answers: Vec<&Answer> = stored.iter().map(|stored| &stored.answer).collect();
            let number = question.number.as_deref().unwrap_or_default();
            let label = format!("{number} {}", self.reader_text(&question.label)).trim().to_owned();
            let unit = unit_said(question).map(|unit| format!(" ({unit})")).unwrap_or_default();
            let hint = match question.kind.is_asked() && !matches!(question.kind, crate::templates::Kind::File { .. }) {
                true => self.hint(question, &top),
                false => self.shut(question, &Answer::default()).unwrap_or_default(),
            };
            let column = |part: Part, head: String, hint: String| Column {
                question,
                key: slot.key.to_string(),
                part,
                head,
                hint,
            };
            if parts::is_many(&question.kind) {
                let all =
                    parts::ticked(self.reader.template(), question, answers.iter().copied(), self.reader.language);
                let how = |first: bool| if first { hint.clone() } else { String::new() };
                for (index, (name, called)) in all.into_iter().enumerate() {
                    columns.push(column(Part::Choice(name), format!("{label}: {called}"), how(index == 0)));
                }
            } else {
                columns.push(column(Part::Value, format!("{label}{unit}"), hint));
            }
            for part in parts::beside(question, &answers) {
                let key = match part {
                    Part::Qualifier => "workbook.qualifier",
                    Part::Other => "page.other_words",
                    _ => "workbook.comment",
                };
                let head = format!("{label}: {}", self.reader.say(key));
                columns.push(column(part, head, String::new()));
            }
        }
        columns
    }

    fn row(&mut self, row: &Row, columns: &[Column<'a>], depth: u16, confirms: bool) -> Line {
        let mut line = Line::of(KEYS, Cell::words(&row.path, Look::Code));
        for (column, name) in (NAMES..).zip(&row.names) {
            line.put(column, Cell::words(name, Look::Question));
        }
        let mut revisions = Vec::new();
        let mut carried = false;
        for (at, column) in (NAMES + depth..).zip(columns) {
            let stored = self.stored(&column.key, &row.kept);
            let opened = self.reader.opened;
            let applies = row.spare || opened.outlook.applies(&column.key, &row.kept);
            if self.shut(column.question, &stored.answer).is_some() {
                let cell = match &column.part {
                    Part::Value => self.shown(column.question, &column.key, &row.kept, &stored.answer),
                    // Shown as it is, and not read.
                    part => Cell::new(parts::value(&self.reader, column.question, &stored.answer, part), Look::Shut),
                };
                line.put(at, cell);
                revisions.push(format!("{}=-", column.question.name));
                continue;
            }
            line.put(at, self.cell(column.question, &stored.answer, &column.part, applies));
            carried |= stored.carried.is_some();
            if stored.revision > 0 {
                revisions.push(format!("{}={}", column.question.name, stored.revision));
            }
        }
        revisions.dedup();
        line.put(REVISIONS, Cell::words(revisions.join(" "), Look::Code));
        if confirms {
            let at = NAMES + depth + u16::try_from(columns.len()).unwrap_or(0);
            line.put(at, if carried { self.confirm() } else { Cell::new(Value::Empty, Look::Shut) });
        }
        line
    }

    /// The rows of a frame with empty lines for more, each inside the rows around it.
    fn rows_of(&self, place: usize) -> Vec<Row> {
        let Some(frame) = self.outline.frames.get(place) else { return Vec::new() };
        let around = match frame.around {
            None => {
                vec![Row { path: String::new(), kept: String::new(), names: Vec::new(), spare: false, made: false }]
            }
            Some(outer) => self.rows_of(outer).into_iter().filter(|row| !row.spare).collect(),
        };
        around.iter().flat_map(|outer| self.rows_inside(frame, outer)).collect()
    }

    fn rows_inside(&self, frame: &Frame<'a>, outer: &Row) -> Vec<Row> {
        let opened = self.reader.opened;
        let name = frame.name().as_str();
        let naming = self.naming(frame);
        let slash = |at: &str| if at.is_empty() { String::new() } else { format!("{at}/") };
        let mut found = Vec::new();
        let mut made = 0;
        let row = |key: &str, label: String, made: bool, spare: bool| Row {
            path: format!("{}{name}/{key}", slash(&outer.path)),
            kept: format!("{}{key}", slash(&outer.kept)),
            names: outer.names.iter().cloned().chain([label]).collect(),
            spare,
            made,
        };
        for there in opened.outlook.rows_in(name, &outer.kept) {
            made += usize::from(there.given.is_none());
            let own = naming.as_deref().and_then(|naming| opened.stored.value(naming, &there.path));
            let words = (self.reader.template(), self.reader.language);
            let label = called(there.given.as_deref(), own, made, words);
            found.push(row(&there.key, parts::line(&label), there.given.is_none(), false));
        }
        if frame.rows.can_be_made() {
            let wanted = if outer.path.is_empty() { SPARE } else { SPARE_INSIDE };
            for number in made + 1..=(made + wanted).min(frame.rows.max) {
                let label = words::text(self.reader.language, "page.row_number", &[("number", &number.to_string())]);
                found.push(row(&fresh_key(), label, true, true));
            }
        }
        found
    }

    /// What the answer that names a row is kept under.
    fn naming(&self, frame: &Frame<'a>) -> Option<String> {
        use crate::templates::outline::FrameOf;
        match frame.of {
            FrameOf::Repeat(group) => crate::web::pages::section::repeat::naming_key(group),
            FrameOf::Table(table) => {
                let column = table.kind.columns().iter().find(|column| names_row(column))?;
                Some(crate::templates::outline::cell_key(&table.name, &column.name))
            }
        }
    }
}

fn width(column: &Column<'_>) -> f64 {
    match (&column.part, &column.question.kind) {
        (Part::Choice(_), _) => 14.0,
        (Part::Qualifier, _) => 14.0,
        (_, kind) if kind.number().is_some() => 16.0,
        _ => 30.0,
    }
}
