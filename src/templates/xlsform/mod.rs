//! Templates as workbooks in the form of XLSForm, which the field's authors know: [`read`] one, [`write`] one.
//!
//! XLSForm's own columns carry what it has words for; columns under `bind::nr_…`, which ODK's tools let pass, carry the
//! rest: see `attributes`. A workbook that was written here comes back as the same document.

mod attributes;
mod cells_of;
mod choices;
mod found;
mod headers;
mod kinds;
mod languages;
mod names;
mod plan;
mod plan_item;
mod question;
mod range;
mod row;
mod rules;
mod settings;
mod survey;
mod table;
mod tree;
mod workbook;
mod write;

pub use crate::sheets::MAX_BYTES;
pub use cells_of::Cells;
pub use write::write;

use serde_json::Value;

use crate::flaw::Flaw;
use found::Found;
use table::Table;
use workbook::Sheet;

const SURVEY: &str = "survey";
const CHOICES: &str = "choices";
const SETTINGS: &str = "settings";
const LISTS: &str = "nr_lists";
const RULES: &str = "rules";
const TEMPLATE: &str = "nr_template";

/// What a workbook cannot say, or says otherwise than it shall.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Whose template it is. A workbook that was written here says it itself.
    pub instrument: Option<String>,
    /// The template's name, in place of the workbook's `form_id`.
    pub name: Option<String>,
}

/// A workbook that was read.
#[derive(Debug)]
pub struct Imported {
    /// The template document; `document::parse` says whether it is a template.
    pub document: Value,
    /// What was left out or looks wrong, by cell.
    pub warnings: Vec<Flaw>,
    /// Where in the workbook each part of the document stands.
    pub cells: Cells,
}

/// Whether a file begins as a workbook does, this one's or an older one's.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// Reads a workbook. Takes at most seconds and 64 MiB, whatever the bytes hold.
///
/// # Errors
/// Every flaw, by cell (`survey!C12`): what stands there, and what would be right.
pub fn read(bytes: &[u8], given: &Given) -> Result<Imported, Vec<Flaw>> {
    let mut sheets = workbook::read(bytes, &[SURVEY, CHOICES, SETTINGS, LISTS, RULES, TEMPLATE])?;
    let mut found = Found::default();
    let settings = taken(&mut sheets, SETTINGS);
    let Some(survey) = taken(&mut sheets, SURVEY) else {
        let message = "The workbook has no sheet `survey`, or it is empty: that is where a form asks its questions.";
        return Err(vec![Flaw::new("survey", "missing", message)]);
    };
    let language = settings::default_language(settings.as_ref(), Some(&survey), &mut found);
    let mut cells = Cells::default();
    let mut table = |sheet: Option<Sheet>| sheet.map(|sheet| Table::of(sheet, &language, &mut found));
    let survey = table(Some(survey)).unwrap_or_default();
    let (settings, template) = (table(settings), table(taken(&mut sheets, TEMPLATE)));
    let (choices, lists) = (table(taken(&mut sheets, CHOICES)), table(taken(&mut sheets, LISTS)));
    let rules = table(taken(&mut sheets, RULES));

    cells.columns(SURVEY, &survey);
    let mut members = settings::read(settings.as_ref(), template.as_ref(), &language, given, &mut cells, &mut found);
    let spoken = spoken(&language, [Some(&survey), choices.as_ref(), template.as_ref(), rules.as_ref()]);
    members.entry("languages").or_insert(Value::from(spoken));
    let tree = survey::read(&survey, &mut found);
    let lists = choices::read(choices.as_ref(), lists.as_ref(), &tree.files, &mut cells, &mut found);
    if lists.as_object().is_some_and(|lists| !lists.is_empty()) {
        members.entry("lists").or_insert(lists);
    }
    let name = members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let title = members.get("title").cloned().unwrap_or_default();
    members.insert("items".to_owned(), tree::items(tree, &name, &title, &mut cells));
    if let Some(rules) = rules {
        members.insert("rules".to_owned(), rules::read(&rules, &mut cells, &mut found));
    }
    if found.flaws.is_empty() {
        Ok(Imported { document: Value::Object(members), warnings: found.warnings, cells })
    } else {
        Err(found.flaws)
    }
}

/// A sheet that holds something.
fn taken(sheets: &mut Vec<Sheet>, name: &str) -> Option<Sheet> {
    let index = sheets.iter().position(|sheet| sheet.name == name && !sheet.rows.is_empty())?;
    Some(sheets.swap_remove(index))
}

/// The languages of the words in these sheets, in the order in which they first stand there; the default among them.
fn spoken(default: &str, tables: [Option<&Table>; 4]) -> Vec<String> {
    let mut spoken: Vec<String> = Vec::new();
    for language in tables.into_iter().flatten().flat_map(|table| &table.languages) {
        if !spoken.contains(language) {
            spoken.push(language.clone());
        }
    }
    if !spoken.iter().any(|language| language == default) {
        spoken.insert(0, default.to_owned());
    }
    spoken
}

#[cfg(test)]
mod tests;
