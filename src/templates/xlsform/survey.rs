//! The sheet `survey`: rows between begin and end become a tree of items.

use serde_json::{Map, Value};

use super::attributes::{self, Carried};
use super::found::{Found, shown};
use super::kinds::{self, Kind};
use super::names::Names;
use super::question;
use super::row;
use super::table::Table;
use super::workbook::Row;
use crate::ids::ItemName;
use crate::templates::document::MAX_ITEMS;

/// Deepest nesting of groups: what a template document can hold.
const MAX_LEVELS: usize = 28;

/// The columns of an item that are read here rather than by [`attributes::ITEM`].
pub(super) const OWN: [&str; 17] = [
    "type",
    "name",
    "disabled",
    "appearance",
    "parameters",
    "repeat_count",
    "default",
    "read_only",
    "required_message",
    "trigger",
    "save_to",
    "media",
    "nr_type",
    "nr_name",
    "nr_more",
    "notes",
    "comments",
];

/// An item while the tree grows.
#[derive(Debug)]
pub(super) struct Built {
    /// The row it stands in.
    pub(super) row: u32,
    pub(super) members: Map<String, Value>,
    /// What no column carried: joined when expressions have been carried over.
    pub(super) more: Map<String, Value>,
    /// What stands in it, and under which attribute.
    pub(super) inner: Option<(&'static str, Vec<Built>)>,
}

impl Built {
    fn word(&self) -> &str {
        self.members.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        self.members.get("name").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What came of the sheet.
#[derive(Default)]
pub(super) struct Survey {
    pub(super) items: Vec<Built>,
    pub(super) names: Names,
    /// Lists whose rows come from a file.
    pub(super) files: Vec<String>,
}

/// A group or a table that has begun and not ended.
struct Open {
    item: Built,
    repeat: bool,
}

struct Reader<'a> {
    table: &'a Table,
    open: Vec<Open>,
    survey: Survey,
    /// Items so far.
    count: usize,
}

/// Reads the rows.
pub(super) fn read(table: &Table, found: &mut Found) -> Survey {
    let known: Vec<&str> = attributes::ITEM.iter().map(|carried| carried.key).chain(OWN).collect();
    table.only(&known, found);
    let mut reader = Reader { table, open: Vec::new(), survey: Survey::default(), count: 0 };
    for row in &table.rows {
        if reader.open.len() > MAX_LEVELS {
            let message = format!("Groups stand more than {MAX_LEVELS} deep here: a template is flatter.");
            found.flaw(table.at_key(row.number, "type"), "too_deep", message);
            return reader.survey;
        }
        if reader.count > MAX_ITEMS {
            let message = format!("A template has at most {MAX_ITEMS} items: this row is one more.");
            found.flaw(table.at_key(row.number, "type"), "too_many", message);
            return reader.survey;
        }
        reader.row(row, found);
    }
    while let Some(open) = reader.open.pop() {
        let at = table.at_key(open.item.row, "type");
        let end = if open.repeat { "end_repeat" } else { "end_group" };
        found.flaw(at, "never_ends", format!("{:?} begins here and has no {end}.", shown(open.item.name())));
    }
    reader.survey
}

impl Reader<'_> {
    fn row(&mut self, row: &Row, found: &mut Found) {
        let table = self.table;
        let disabled = table.cell(row, "disabled").map(|cell| cell.text.trim().to_ascii_lowercase());
        if disabled.is_some_and(|word| matches!(word.as_str(), "yes" | "true" | "true()")) {
            return;
        }
        let Some(kind) = table.cell(row, "type") else {
            if table.cell(row, "name").is_some() || !table.words(row, "label").is_empty() {
                let message = "This row has no type: write one, or take the row away.";
                found.flaw(table.at_key(row.number, "type"), "missing", message);
            }
            return;
        };
        let at = table.at(row.number, kind.column);
        match kinds::read(kind.text) {
            Kind::Begin { repeat } => self.begin(row, repeat, found),
            Kind::End { repeat } => self.end(&at, repeat, found),
            Kind::Nothing => {
                let message = format!("{:?} asks nothing of a person and is left out.", shown(kind.text));
                found.warn(at, "left_out", message);
            }
            Kind::Unsupported(right) => {
                let message = format!("There is no type {:?} here: {right}.", shown(kind.text));
                found.flaw(at, "unknown_type", message);
            }
            asked => self.question(row, &asked, found),
        }
    }

    fn begin(&mut self, row: &Row, repeat: bool, found: &mut Found) {
        let named = self.table.cell(row, "nr_type").map(|cell| cell.text.trim());
        let is_table = named == Some("table");
        self.misplaced(row, is_table || repeat, found);
        // A table is a question: it has hints, not an introduction, and its rows are its own.
        let columns = if is_table { attributes::ITEM.to_vec() } else { attributes::of_groups() };
        let mut item = self.item(row, &columns, found);
        let (inner, rows) = if is_table { ("columns", "rows") } else { ("items", "repeat") };
        item.members.insert("type".to_owned(), Value::from(named.unwrap_or("group")));
        if is_table || repeat {
            item.members.entry(rows).or_insert_with(|| Value::Object(Map::new()));
        }
        question::unused(self.table, row, found);
        item.inner = Some((inner, Vec::new()));
        self.name(row, &mut item, found);
        self.open.push(Open { item, repeat });
    }

    /// Says what cannot stand in a table, and what only something with rows can have.
    fn misplaced(&self, row: &Row, has_rows: bool, found: &mut Found) {
        let around = self.open.last().map(|open| &open.item);
        if let Some(table) = around.filter(|open| matches!(open.inner, Some(("columns", _)))) {
            let message = format!(
                "{:?} is a table, and a table has questions of one cell each: take this group or repeat out of it, or make \
                 the table a repeat (leave bind::nr_type empty).",
                shown(table.name())
            );
            found.flaw(self.table.at_key(row.number, "type"), "unsupported", message);
        }
        let about_rows = attributes::GROUP.iter().map(|carried| carried.key).filter(|key| key.starts_with("nr_"));
        for cell in about_rows.filter_map(|key| self.table.cell(row, key)).filter(|_| !has_rows) {
            let message = "A group that does not repeat has no rows: write begin_repeat, or leave the cell empty.";
            found.flaw(self.table.at(row.number, cell.column), "unsupported", message);
        }
    }

    fn end(&mut self, at: &str, repeat: bool, found: &mut Found) {
        match self.open.pop() {
            Some(open) => {
                if open.repeat != repeat {
                    let (begun, end) = if open.repeat { ("repeat", "end_repeat") } else { ("group", "end_group") };
                    let message = format!("The {begun} {:?} is open here: write {end}.", shown(open.item.name()));
                    found.flaw(at, "wrong_end", message);
                }
                self.keep(open.item);
            }
            None => found.flaw(at, "wrong_end", "Nothing is open here: take this row away."),
        }
    }

    fn question(&mut self, row: &Row, kind: &Kind, found: &mut Found) {
        let mut item = self.item(row, &attributes::ITEM, found);
        question::shape(self.table, row, kind, &mut item.members, found);
        if let Kind::Select { list, file: true, .. } = kind {
            self.survey.files.push(list.clone());
        }
        self.name(row, &mut item, found);
        if item.word() == "calculate" && !item.members.contains_key("label") && item.more.is_empty() {
            // ODK shows nobody what it works out; here people see it, under some heading.
            let label = Map::from_iter([(self.table.default.clone(), Value::from(item.name()))]);
            item.members.insert("label".to_owned(), Value::Object(label));
            let message = "People see what is calculated: write a label. Its name stands in its place.";
            found.warn(self.table.at_key(row.number, "name"), "no_label", message);
        }
        self.keep(item);
    }

    /// The columns of a row, and what no column carries.
    fn item(&mut self, row: &Row, columns: &[Carried], found: &mut Found) -> Built {
        self.count += 1;
        let members = row::attributes(self.table, row, columns, found);
        let more = row::more(self.table, row, found);
        Built { row: row.number, members, more, inner: None }
    }

    /// Gives an item its name. A note may go without: nobody refers to it.
    fn name(&mut self, row: &Row, item: &mut Built, found: &mut Found) {
        let table = self.table;
        let workbook = match table.cell(row, "name") {
            Some(cell) => cell.text.trim().to_owned(),
            None if item.word() == "note" => format!("note_row_{}", row.number),
            None => {
                found.flaw(table.at_key(row.number, "name"), "missing", "A name is missing here.");
                return;
            }
        };
        let own = table.cell(row, "nr_name").map_or(workbook.as_str(), |cell| cell.text.trim());
        if let Err(why) = own.parse::<ItemName>() {
            let message = format!("{:?} will not do: {why}.", shown(own));
            found.flaw(table.at_key(row.number, "name"), "bad_name", message);
            return;
        }
        item.members.insert("name".to_owned(), Value::from(own));
        match self.open.last().map(|open| &open.item).filter(|open| matches!(open.inner, Some(("columns", _)))) {
            Some(table) => self.survey.names.column(&workbook, table.name(), own),
            None => self.survey.names.item(&workbook, own),
        }
    }

    fn keep(&mut self, item: Built) {
        match self.open.last_mut().and_then(|open| open.item.inner.as_mut()) {
            Some((_, inside)) => inside.push(item),
            None => self.survey.items.push(item),
        }
    }
}
