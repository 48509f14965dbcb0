//! Where on the pages of a report something stands: on its section's page, or on that of its row. Pure.

use super::field::Sent;
use super::repeat::{MOST_SHOWN, naming_key};
use super::typed::field;
use super::view::Viewer;
use crate::ids::ItemName;
use crate::reports::path;
use crate::reports::reading::Opened;
use crate::templates::outline::{FrameOf, Outline};
use crate::templates::{Group, Item, Kind, Question, Rows, Section};
use crate::web::pages::rows::{Around, Called, called};
use crate::words;

/// The row of a repeat that a page is about.
pub struct Stand<'a> {
    /// The repeat.
    pub group: &'a Group,
    /// Inside the row.
    pub around: Around,
    /// The rows beside it, itself among them where it is there.
    pub beside: Vec<Called>,
    /// Its place among them; none where it is not there.
    pub place: Option<usize>,
}

/// The address of the page that holds something of a section: an answer, a table, a repeat, a row.
pub fn page_of(opened: &Opened, section_page: &str, at: &str) -> String {
    let segments: Vec<&str> = at.split('/').collect();
    let (mut page, mut path, mut row) = (section_page.to_owned(), String::new(), String::new());
    for pair in segments.chunks(2) {
        let [frame, key] = pair else { break };
        if opened.published.template.question(frame).is_some() {
            break;
        }
        let is_long = opened.outlook.rows_in(frame, &row).nth(MOST_SHOWN).is_some();
        let slash = if path.is_empty() { "" } else { "/" };
        path.push_str(&format!("{slash}{frame}/{key}"));
        row.push_str(&format!("{slash}{key}"));
        if is_long {
            page = format!("{section_page}/rows/{path}");
        }
    }
    page
}

/// The same, down to the place on the page where an answer, a table or a repeat stands.
pub fn address(opened: &Opened, section_page: &str, at: &str) -> String {
    format!("{}#{}", page_of(opened, section_page, at), field(at, "question"))
}

/// What an answer, a table or a repeat is called in a list of many: the rows around it, its number and its label.
pub fn called_at(opened: &Opened, at: &str, language: &str) -> String {
    let template = &opened.published.template;
    let outline = Outline::of(template);
    let sent = Sent::default();
    let viewer = Viewer { opened, language, sent: &sent, page: "", find: None };
    let (_, name) = at.rsplit_once('/').unwrap_or(("", at));
    let row = at.strip_suffix(name).unwrap_or_default().trim_end_matches('/');
    let Some(spot) = path::find(&opened.published, &opened.reach, &opened.report.party, at) else {
        // A repeat that has too few rows, or a table in a row.
        let Some(frame) = outline.frames.iter().find(|frame| frame.name().as_str() == name) else {
            return String::new();
        };
        let around = viewer.stand(frame.section, row).map(|stand| stand.around).unwrap_or_default();
        let own = match frame.of {
            FrameOf::Repeat(group) => viewer.text(&group.label, &around).into_owned(),
            FrameOf::Table(table) => viewer.numbered(table, &around),
        };
        return around.labels.into_iter().chain([own]).collect::<Vec<_>>().join(" – ");
    };
    let table = spot.key.split_once('.').and_then(|(table, _)| template.question(table)).map(|(_, table)| table);
    let around = match (row.is_empty(), table) {
        (true, _) => Some(Around::default()),
        (false, Some(table)) => viewer.inside_table(spot.section, table, row),
        (false, None) => viewer.stand(spot.section, row).map(|stand| stand.around),
    };
    let around = around.unwrap_or_default();
    let asked = viewer.numbered(spot.question, &around);
    let table = table.map(|table| viewer.numbered(table, &around));
    let mut rows = around.labels.clone();
    // The rows around a table stand before it, its own behind.
    let own = table.is_some().then(|| rows.pop()).flatten();
    let parts = rows.into_iter().chain(table).chain(own).chain([asked]);
    parts.collect::<Vec<_>>().join(" – ")
}

/// A row of a table: what it is called, and of each of its cells the column's label and the path.
pub type CellsOf = (String, Vec<(String, String)>);

/// The rows of a table at a path, with their cells; none where there is no table that this reader reaches.
pub fn cells(opened: &Opened, at: &str, language: &str) -> Option<(ItemName, Vec<CellsOf>)> {
    let (row, name) = at.rsplit_once('/').unwrap_or(("", at));
    let (section, table) = opened.published.template.question(name)?;
    let Kind::Table { rows, columns } = &table.kind else { return None };
    let sent = Sent::default();
    let viewer = Viewer { opened, language, sent: &sent, page: "", find: None };
    let outline = Outline::of(&opened.published.template);
    let frame = outline.frames.iter().find(|frame| frame.name() == &table.name)?;
    let around = match row {
        "" if frame.around.is_none() => Around::default(),
        row => viewer.stand(section, row).filter(|stand| stand.place.is_some())?.around,
    };
    if !opened.reach.reach(&section.name) {
        return None;
    }
    let there = viewer.rows(name, rows, None, &around);
    let of_row = |row: &Called| {
        let inner = around.inside(name, rows, row);
        let cell =
            |column: &Question| (viewer.text(&column.label, &inner).into_owned(), inner.path(column.name.as_str()));
        (row.label.clone(), columns.iter().map(cell).collect())
    };
    Some((section.name.clone(), there.iter().map(of_row).collect()))
}

impl Viewer<'_> {
    fn numbered(&self, question: &Question, around: &Around) -> String {
        let number = question.number.as_deref().unwrap_or_default();
        format!("{number} {}", self.text(&question.label, around)).trim().to_owned()
    }

    /// The row of a repeat that a path leads to, be it there or not; none where there can be no such row.
    pub fn stand<'s>(&self, section: &'s Section, at: &str) -> Option<Stand<'s>> {
        let opened = self.opened;
        path::find_row(&opened.published, &opened.reach, &opened.report.party, at)?;
        let segments: Vec<&str> = at.split('/').collect();
        let (mut items, mut around) = (section.items.as_slice(), Around::default());
        let mut found = None;
        for pair in segments.chunks(2) {
            let [name, key] = pair else { return None };
            let (group, rows) = repeat(items, name)?;
            let beside = self.rows(name, rows, naming_key(group), &around);
            let there = |row: &Called| row.key == *key && !row.fresh && self.applies(name, &around);
            let place = beside.iter().position(there);
            let row = match beside.iter().find(|row| row.key == *key) {
                Some(row) => row.clone(),
                None => self.missing(group, &around, key, beside.len() + 1),
            };
            around = around.inside(name, rows, &row);
            items = &group.items;
            found = Some(Stand { group, around: around.clone(), beside, place });
        }
        found
    }

    /// Inside a row of a table.
    pub fn inside_table(&self, section: &Section, table: &Question, at: &str) -> Option<Around> {
        let Kind::Table { rows, .. } = &table.kind else { return None };
        let (frame, key) = at.rsplit_once('/')?;
        let around = match frame.rsplit_once('/') {
            Some((row, _)) => self.stand(section, row)?.around,
            None => Around::default(),
        };
        let there = self.rows(table.name.as_str(), rows, None, &around);
        let (place, row) = there.iter().enumerate().find(|(_, row)| row.key == key)?;
        let number = words::text(self.language, "page.row_number", &[("number", &(place + 1).to_string())]);
        let label = if row.given.is_some() { row.label.clone() } else { number };
        Some(around.inside(table.name.as_str(), rows, &Called { label, ..row.clone() }))
    }

    /// A row that is not there: nobody made it, or it was taken away.
    fn missing(&self, group: &Group, around: &Around, key: &str, number: usize) -> Called {
        let own = naming_key(group).and_then(|naming| self.opened.stored.value(&naming, &around.row_of(key)));
        let label = called(None, own, number, (self.template(), self.language));
        Called { key: key.to_owned(), label, given: None, fresh: true }
    }
}

/// The repeat of this name among some items.
fn repeat<'a>(items: &'a [Item], name: &str) -> Option<(&'a Group, &'a Rows)> {
    items.iter().find_map(|item| match (item, &item_repeat(item)) {
        (Item::Group(group), Some(rows)) if group.name.as_str() == name => Some((group, *rows)),
        (Item::Group(group), None) => repeat(&group.items, name),
        _ => None,
    })
}

fn item_repeat(item: &Item) -> Option<&Rows> {
    if let Item::Group(group) = item { group.repeat.as_ref() } else { None }
}
