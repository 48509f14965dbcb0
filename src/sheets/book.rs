//! A workbook: its sheets, the texts they share, and how they show numbers.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use quick_xml::events::Event;

use super::cells::{self, Allowance, Cell, Ended, Limits, Reading, Row};
use super::formats::Formats;
use super::package::Package;
use super::xml::{Broken, Xml, add_text, attribute, unescaped};
use crate::flaw::Flaw;

/// Most sheets of a workbook.
const MAX_SHEETS: usize = 500;
/// Most relations of a part to others that are looked at.
const MAX_RELATIONS: usize = 10_000;
/// Most bytes of the texts that cells share.
const MAX_SHARED: usize = 8 * 1024 * 1024;

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

/// A workbook whose sheets can be read one by one.
pub struct Book<'a> {
    package: Package<'a>,
    named: Named,
    shared: Shared,
}

impl<'a> Book<'a> {
    /// Opens what must be an .xlsx workbook.
    ///
    /// # Errors
    /// `too_large`, `encrypted`, `old_workbook`, `not_a_workbook`, `damaged`.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Flaw> {
        let mut package = Package::open(bytes)?;
        let named = sheets(&mut package)?;
        let shared = shared(&mut package, &named)?;
        Ok(Self { package, named, shared })
    }

    /// What the sheets are called, in their order.
    pub fn names(&self) -> Vec<String> {
        self.named.sheets.iter().map(|(name, _)| name.clone()).collect()
    }

    /// How its styles show numbers.
    ///
    /// # Errors
    /// `too_large`, `damaged`.
    pub fn formats(&mut self) -> Result<Formats, Flaw> {
        let Some(name) = &self.named.styles else { return Ok(Formats::default()) };
        let Some(source) = self.package.part(name)? else { return Ok(Formats::default()) };
        match Formats::read(source) {
            Ok(formats) => Ok(formats.counted_from(self.named.from_1904)),
            Err(Broken) => Err(self.package.broken(name)),
        }
    }

    /// The rows of a sheet, by its place among [`Book::names`]: of each cell what `take` makes of it, told where it is and
    /// what it holds. Places name the sheet as `called`.
    ///
    /// # Errors
    /// As [`Ended`] says; a part that is not there or broken is a flaw.
    pub fn rows<T>(
        &mut self,
        (place, called): (usize, &str),
        formats: &Formats,
        limits: Limits,
        allowance: &mut Allowance,
        mut take: impl FnMut(String, Cell) -> Result<Option<T>, Flaw>,
    ) -> Result<Vec<Row<T>>, Ended> {
        let Some((_, part)) = self.named.sheets.get(place) else { return Ok(Vec::new()) };
        let reading = Reading { sheet: called, shared: &self.shared, formats, limits };
        let read = match self.package.part(part).map_err(Ended::Flaw)? {
            Some(source) => cells::read(source, &reading, allowance, &mut take),
            None => Err(Ended::Broken),
        };
        match read {
            Err(Ended::Broken) => Err(Ended::Flaw(self.package.broken(part))),
            read => read,
        }
    }
}

/// What the workbook says of its parts.
struct Named {
    /// Name and part of each sheet.
    sheets: Vec<(String, String)>,
    /// The part of the shared texts.
    shared: Option<String>,
    /// The part of the styles.
    styles: Option<String>,
    /// Whether days are counted from 1904.
    from_1904: bool,
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
    let part = |wanted: &str| related.values().find(|(kind, _)| kind == wanted).map(|(_, target)| target.clone());
    let (shared, styles) = (part("sharedStrings"), part("styles"));
    let mut named = Named { sheets: Vec::new(), shared, styles, from_1904: false };
    match sheet_names(source, &related, &mut named) {
        Ok(()) => Ok(named),
        Err(Broken) => Err(package.broken(&book)),
    }
}

fn sheet_names(source: impl BufRead, related: &Relations, named: &mut Named) -> Result<(), Broken> {
    let targets: HashMap<&str, &str> = related.iter().map(|(id, (_, target))| (id.as_str(), target.as_str())).collect();
    let mut xml = Xml::new(source);
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                named.from_1904 = attribute(&e, "date1904").is_some_and(|said| said == "1" || said == "true");
            }
            Event::Start(e) if e.local_name().as_ref() == "sheet" && named.sheets.len() < MAX_SHEETS => {
                if let (Some(name), Some(id)) = (attribute(&e, "name"), attribute(&e, "id"))
                    && let Some(target) = targets.get(id.as_str())
                {
                    named.sheets.push((name, (*target).to_owned()));
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
