//! A workbook as sheets of text cells, within bounds.
//!
//! Read with an XML reader rather than a spreadsheet library: those trust counts that the file states (how many strings,
//! which formula) and reserve memory by them, and their dense ranges grow with the farthest cell.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use quick_xml::events::Event;

use super::cells::{self, Allowance};
use super::package::Package;
use super::xml::{Broken, Xml, add_text, attribute, unescaped};
use crate::flaw::Flaw;

/// Most sheets of a workbook.
const MAX_SHEETS: usize = 100;
/// Most relations of a part to others that are looked at.
const MAX_RELATIONS: usize = 10_000;
/// Most bytes of the texts that cells share.
const MAX_SHARED: usize = 8 * 1024 * 1024;

/// A sheet's rows, as far as they hold something.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// A row, by the number that people see beside it.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) number: u32,
    /// The cells by column, counted from 0, in order.
    pub(super) cells: Vec<(u32, String)>,
}

/// The texts that cells share: one long text and where each ends, so that a million empty ones cost little.
#[derive(Debug, Default)]
pub(super) struct Shared {
    text: String,
    ends: Vec<usize>,
}

impl Shared {
    pub(super) fn at(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end)
    }
}

/// The sheets of these names (in small letters) that the workbook has.
///
/// # Errors
/// Every flaw of what cannot be read at all, and every formula.
pub(super) fn read(bytes: &[u8], wanted: &[&str]) -> Result<Vec<Sheet>, Vec<Flaw>> {
    let alone = |flaw: Flaw| vec![flaw];
    let mut package = Package::open(bytes).map_err(alone)?;
    let named = sheets(&mut package).map_err(alone)?;
    let shared = shared(&mut package, &named).map_err(alone)?;
    let mut allowance = Allowance::default();
    let mut read = Vec::new();
    let mut flaws = Vec::new();
    for (name, part) in &named.sheets {
        let plain = name.trim().to_ascii_lowercase();
        if !wanted.contains(&plain.as_str()) {
            continue;
        }
        if read.iter().any(|sheet: &Sheet| sheet.name == plain) {
            flaws.push(Flaw::new(plain, "duplicate", "The workbook has two sheets of this name: keep one."));
            continue;
        }
        let Some(source) = package.part(part).map_err(alone)? else {
            return Err(alone(package.broken(part)));
        };
        match cells::read(source, &plain, &shared, &mut allowance, &mut flaws) {
            Ok(rows) => read.push(Sheet { name: plain, rows }),
            Err(cells::Ended::Broken) => return Err(alone(package.broken(part))),
            Err(cells::Ended::TooMany(flaw)) => {
                flaws.push(flaw);
                return Err(flaws);
            }
        }
    }
    if flaws.is_empty() { Ok(read) } else { Err(flaws) }
}

/// What the workbook says of its parts.
struct Named {
    /// Name and part of each sheet.
    sheets: Vec<(String, String)>,
    /// The part of the shared texts.
    shared: Option<String>,
}

/// Type and target of each relation, by its id.
type Relations = BTreeMap<String, (String, String)>;

fn relations(package: &mut Package<'_>, part: &str) -> Result<Relations, Flaw> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let between = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{between}_rels/{file}.rels");
    let Some(source) = package.part(&name)? else { return Ok(Relations::new()) };
    let read = || -> Result<Relations, Broken> {
        let mut xml = Xml::new(source);
        let mut found = Relations::new();
        loop {
            match xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "Relationship" && found.len() < MAX_RELATIONS => {
                    let (id, kind) = (attribute(&e, "Id"), attribute(&e, "Type"));
                    if let (Some(id), Some(kind), Some(target)) = (id, kind, attribute(&e, "Target")) {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        found.insert(id, (kind, placed(folder, &target)));
                    }
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    };
    read().map_err(|Broken| package.broken(&name))
}

/// Where a target lies: from the root, or from the folder of the part that names it.
fn placed(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path.join("/")
}

fn sheets(package: &mut Package<'_>) -> Result<Named, Flaw> {
    let root = relations(package, "")?;
    let book = root.into_values().find(|(kind, _)| kind == "officeDocument").map(|(_, target)| target);
    let book = book.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let related = relations(package, &book)?;
    let Some(source) = package.part(&book)? else {
        return Err(Flaw::new("", "not_a_workbook", "This archive is no .xlsx workbook: save the form as .xlsx."));
    };
    let shared = related.values().find(|(kind, _)| kind == "sharedStrings").map(|(_, target)| target.clone());
    let mut named = Named { sheets: Vec::new(), shared };
    match sheet_names(source, &related, &mut named.sheets) {
        Ok(()) => Ok(named),
        Err(Broken) => Err(package.broken(&book)),
    }
}

fn sheet_names(source: impl BufRead, related: &Relations, sheets: &mut Vec<(String, String)>) -> Result<(), Broken> {
    let targets: HashMap<&str, &str> = related.iter().map(|(id, (_, target))| (id.as_str(), target.as_str())).collect();
    let mut xml = Xml::new(source);
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "sheet" && sheets.len() < MAX_SHEETS => {
                if let (Some(name), Some(id)) = (attribute(&e, "name"), attribute(&e, "id"))
                    && let Some(target) = targets.get(id.as_str())
                {
                    sheets.push((name, (*target).to_owned()));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn shared(package: &mut Package<'_>, named: &Named) -> Result<Shared, Flaw> {
    let Some(name) = &named.shared else { return Ok(Shared::default()) };
    let Some(source) = package.part(name)? else { return Ok(Shared::default()) };
    shared_texts(source).map_err(|Broken| package.broken(name))
}

fn shared_texts(source: impl BufRead) -> Result<Shared, Broken> {
    let mut xml = Xml::new(source);
    let mut shared = Shared::default();
    let mut text = String::new();
    let (mut words, mut reading_aid) = (false, false);
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "si" => text.clear(),
                "t" => words = true,
                "rPh" => reading_aid = true,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "si" => {
                    shared.text.push_str(&unescaped(std::mem::take(&mut text)));
                    shared.ends.push(shared.text.len());
                }
                "t" => words = false,
                "rPh" => reading_aid = false,
                _ => {}
            },
            Event::Eof => return Ok(shared),
            event if words && !reading_aid => add_text(&event, &mut text)?,
            _ => {}
        }
        if shared.text.len() > MAX_SHARED || text.len() > MAX_SHARED {
            return Err(Broken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_placed() {
        let check = |folder: &str, target: &str, expect: &str| assert_eq!(placed(folder, target), expect);
        check("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml");
        check("xl", "/xl/a.xml", "xl/a.xml");
        check("", "xl/workbook.xml", "xl/workbook.xml");
        check("xl", "../../../a.xml", "a.xml");
    }

    #[test]
    fn shared_texts_leave_reading_aids_out() {
        let xml = "<sst uniqueCount='99999999999'><si><t>a&amp;b</t></si><si/><si><r><t>c</t></r><r><t>d</t></r>\
                   <rPh><t>x</t></rPh></si></sst>";
        let shared = shared_texts(xml.as_bytes()).unwrap();
        assert_eq!((shared.at(0), shared.at(1), shared.at(2), shared.at(3)), (Some("a&b"), Some(""), Some("cd"), None));
    }
}
