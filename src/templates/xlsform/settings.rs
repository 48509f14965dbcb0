//! The sheets `settings` and `nr_template`: what a template is, beside what it asks.

use serde_json::{Map, Value};

use super::attributes::{self, DOCUMENT};
use super::cells_of::Cells;
use super::found::{Found, shown};
use super::headers;
use super::languages;
use super::row;
use super::table::Table;
use super::workbook::Sheet;
use super::{Given, SETTINGS, TEMPLATE};
use crate::templates::document::FORMAT;

/// The language where nothing says another.
const DEFAULT_LANGUAGE: &str = "en";
/// Settings that mean nothing here, and need no warning: a template's versions are counted, its name is its own.
const QUIET: [&str; 6] = ["version", "style", "instance_name", "clean_text_values", "allow_choice_duplicates", "notes"];

/// The default language, before anything else is read: words without a language are in it.
pub(super) fn default_language(settings: Option<&Sheet>, survey: Option<&Sheet>, found: &mut Found) -> String {
    let said = settings.and_then(|sheet| {
        let (heads, values) = (sheet.rows.first()?, sheet.rows.get(1)?);
        let column = heads.cells.iter().find(|(_, text)| headers::read(text).key == "default_language")?.0;
        Some((values.number, super::table::inside(values, column)?))
    });
    if let Some((row, cell)) = said {
        if let Some(tag) = languages::tag(cell.text) {
            return tag;
        }
        let at = crate::sheets::place::cell(SETTINGS, row, cell.column);
        let message = format!("{:?} is no language that is known by its name: write French (fr).", shown(cell.text));
        found.flaw(at, "bad_language", message);
    }
    // A form whose every label has a language, and that says no default, begins with the first.
    let heads = survey.and_then(|sheet| sheet.rows.first()).map_or(&[][..], |row| row.cells.as_slice());
    let labels: Vec<Option<String>> = heads
        .iter()
        .map(|(_, text)| headers::read(text))
        .filter(|header| header.key == "label")
        .map(|header| header.language.and_then(|name| languages::tag(&name)))
        .collect();
    match labels.first() {
        Some(Some(first)) if labels.iter().all(Option::is_some) => first.clone(),
        _ => DEFAULT_LANGUAGE.to_owned(),
    }
}

/// The members of the document beside its lists, items and rules.
pub(super) fn read(
    settings: Option<&Table>,
    template: Option<&Table>,
    language: &str,
    given: &Given,
    cells: &mut Cells,
    found: &mut Found,
) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("format".to_owned(), Value::from(FORMAT));
    members.insert("default_language".to_owned(), Value::from(language));
    let mut more = Map::new();
    for (sheet, table) in [(SETTINGS, settings), (TEMPLATE, template)] {
        let Some(table) = table else { continue };
        let known: Vec<&str> = DOCUMENT
            .iter()
            .map(|carried| carried.key)
            .chain(["form_id", "default_language", "nr_more"])
            .chain(QUIET)
            .collect();
        table.only(&known, found);
        cells.columns(sheet, table);
        let Some(row) = table.rows.first() else { continue };
        if let Some(second) = table.rows.get(1) {
            let message = "There is one row of settings: take this one away.";
            found.flaw(table.at(second.number, 0), "too_many", message);
        }
        if sheet == SETTINGS {
            cells.row(String::new(), sheet, row.number);
        }
        attributes::join(&mut members, row::attributes(table, row, &DOCUMENT, found));
        attributes::join(&mut more, row::more(table, row, found));
        if let Some(cell) = table.cell(row, "form_id") {
            members.insert("name".to_owned(), Value::from(cell.text.trim()));
        }
    }
    for (key, given) in [("instrument", &given.instrument), ("name", &given.name)] {
        if let Some(given) = given {
            members.insert(key.to_owned(), Value::from(given.as_str()));
        }
    }
    if !members.contains_key("name") {
        let message = "The form has no name: write one under form_id in the sheet `settings`.";
        found.flaw(SETTINGS, "missing", message);
    }
    if !members.contains_key("instrument") {
        found.flaw("", "missing", "A workbook does not say whose template it is: name the instrument, as in CMS.");
    }
    attributes::join(&mut members, more);
    title(&mut members, language);
    members
}

/// A form without a title is called by its name, as ODK calls it.
fn title(members: &mut Map<String, Value>, language: &str) {
    let name = members.get("name").cloned().unwrap_or_default();
    let title = members.entry("title").or_insert_with(|| Value::Object(Map::new()));
    if let Some(texts) = title.as_object_mut().filter(|texts| texts.is_empty()) {
        texts.insert(language.to_owned(), name);
    }
}
