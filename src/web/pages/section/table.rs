//! A table on a section's page: what is asked stands once in its head, each row has a field for each column. Pure.

use uuid::Uuid;

use super::field::{Field, More};
use super::repeat::can_go;
use super::typed::field;
use super::view::{Asked, Viewer};
use crate::templates::outline::cell_key;
use crate::templates::{Kind, Question, Required, Rows};
use crate::web::pages::rows::{Around, Called, names_row};
use crate::web::pages::said::unit_said;
use crate::words;

/// Rows on show of a table that people fill, while fewer are in it: an empty table that has no row looks finished.
const ROWS_ON_SHOW: usize = 3;
/// Hex digits of the key of a new row: no two of one table will ever share them.
const KEY_DIGITS: usize = 12;

/// A table.
pub struct Table {
    /// Its path.
    pub name: String,
    pub number: String,
    pub label: String,
    pub mark: String,
    pub hint: String,
    pub guidance: String,
    pub cited: String,
    /// What stands above the heads of the rows.
    pub corner: String,
    /// Whether its rows are known by their number alone.
    pub is_numbered: bool,
    pub head: Vec<Column>,
    pub rows: Vec<Line>,
    pub more: More,
    /// How many rows people can still make.
    pub room: usize,
    /// Whether a condition hides it.
    pub hidden: bool,
}

/// What is asked in each row.
pub struct Column {
    pub label: String,
    /// What a missing cell means, where the columns differ in it.
    pub mark: Option<String>,
    pub hint: String,
    pub guidance: String,
}

/// A row.
pub struct Line {
    /// Its path.
    pub path: String,
    /// What it is called, to those who do not see the table.
    pub label: String,
    /// What stands in its head.
    pub head: String,
    /// Whether it can be taken away.
    pub can_go: bool,
    /// Whether it is on the page alone and not in the report yet.
    pub fresh: bool,
    /// By column.
    pub cells: Vec<Field>,
}

impl Table {
    /// The id of one of its elements.
    pub fn id(&self, part: &str) -> String {
        field(&self.name, part)
    }

    /// Every field in it.
    pub fn fields(&self) -> impl Iterator<Item = (&Line, &Field)> {
        self.rows.iter().flat_map(|row| row.cells.iter().map(move |field| (row, field)))
    }

    /// Whether any column needs a word of explanation.
    pub fn has_guidance(&self) -> bool {
        self.head.iter().any(|column| !column.guidance.is_empty())
    }
}

/// How many rows people can make besides those that are there.
fn room(rows: &Rows, there: &[Called]) -> usize {
    let made = there.iter().filter(|row| row.given.is_none() && !row.fresh).count();
    if rows.can_be_made() { rows.max.saturating_sub(made) } else { 0 }
}

/// A key for a row that nobody has.
pub fn fresh_key() -> String {
    Uuid::new_v4().simple().to_string().chars().take(KEY_DIGITS).collect()
}

impl Viewer<'_> {
    pub(super) fn table(&self, table: &Question, rows: &Rows, columns: &[Question], around: &Around) -> Table {
        let naming = columns.iter().find(|column| names_row(column));
        let naming = naming.map(|column| cell_key(&table.name, &column.name));
        let there = self.rows(table.name.as_str(), rows, naming.clone(), around);
        let more = self.more(table.name.as_str(), rows, naming, around, &there);
        let add = more.add.map(|_| words::text(self.language, "page.table_add", &[]));
        let mut lines: Vec<Line> = Vec::new();
        for (index, row) in there.iter().chain(&self.spare(rows, &there)).enumerate() {
            lines.push(self.line(table, (rows, columns), around, row, index + 1));
        }
        // That there is none is seen: the rows to write into are empty, or a sentence stands in the table's place.
        let none = there.is_empty() && rows.min == 0 && (rows.over.is_none() || !rows.can_be_made());
        let corner = if rows.over.is_some() { String::new() } else { words::text(self.language, "page.row", &[]) };
        Table {
            name: around.path(table.name.as_str()),
            number: table.number.clone().unwrap_or_default(),
            label: self.text(&table.label, around).into_owned(),
            mark: self.mark(table),
            hint: self.text(&table.hint, around).into_owned(),
            guidance: self.text(&table.guidance, around).into_owned(),
            cited: super::view::cited(self.template(), self.opened.published.cited_by(&table.name), self.language),
            corner,
            is_numbered: rows.over.is_none(),
            head: self.head(columns, around),
            rows: lines,
            hidden: !self.applies(table.name.as_str(), around),
            room: room(rows, &there),
            more: More {
                add,
                lead: more.lead.filter(|_| !none && (more.taken.is_empty() || rows.min > there.len())),
                ..more
            },
        }
    }

    /// Empty rows to write into: enough to see what a row is, and one after the last.
    fn spare(&self, rows: &Rows, there: &[Called]) -> Vec<Called> {
        let made = there.iter().filter(|row| row.given.is_none()).count();
        if !rows.can_be_made() || there.iter().any(|row| row.fresh) {
            return Vec::new();
        }
        let wanted = if rows.over.is_some() { 1 } else { ROWS_ON_SHOW.saturating_sub(made).max(1) };
        let spare = |number: usize| {
            let label = words::text(self.language, "page.row_number", &[("number", &number.to_string())]);
            Called { key: fresh_key(), label, given: None, fresh: true }
        };
        (made + 1..=(made + wanted).min(rows.max)).map(spare).collect()
    }

    pub(super) fn line(
        &self,
        table: &Question,
        (rows, columns): (&Rows, &[Question]),
        around: &Around,
        row: &Called,
        number: usize,
    ) -> Line {
        let inner = around.inside(table.name.as_str(), rows, row);
        let cell = |column: &Question| {
            let asked = Asked::cell(table, column, &inner);
            let label = self.headed(column, around);
            Field { label, ..self.bare(&asked) }
        };
        let is_named = rows.over.is_some();
        let numbered = words::text(self.language, "page.row_number", &[("number", &number.to_string())]);
        Line {
            path: around.path(&format!("{}/{}", table.name, row.key)),
            head: if is_named { row.label.clone() } else { number.to_string() },
            label: if is_named { row.label.clone() } else { numbered },
            can_go: can_go(row),
            fresh: row.fresh,
            cells: columns.iter().map(cell).collect(),
        }
    }

    /// What is asked in each row. Where a missing cell means the same in all of them, that needs no word.
    fn head(&self, columns: &[Question], around: &Around) -> Vec<Column> {
        let differ = columns.iter().any(|column| column.required != Required::Never);
        let head = columns.iter().map(|column| self.column(column, around));
        head.map(|column| Column { mark: column.mark.filter(|_| differ), ..column }).collect()
    }

    fn column(&self, column: &Question, around: &Around) -> Column {
        let is_shown = matches!(column.kind, Kind::Calculate { .. });
        Column {
            label: self.headed(column, around),
            mark: Some(self.mark(column)).filter(|mark| !is_shown && !mark.is_empty()),
            hint: self.hint(column, around),
            guidance: self.text(&column.guidance, around).into_owned(),
        }
    }

    /// What a column is called, with its unit.
    fn headed(&self, column: &Question, around: &Around) -> String {
        let label = self.text(&column.label, around);
        unit_said(column).map_or_else(|| label.to_string(), |unit| format!("{label} ({unit})"))
    }
}
