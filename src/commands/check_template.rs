//! `godwit check template FILE [--instrument CODE] [--name NAME]`

use std::path::Path;

use super::{No, input, print, say};
use crate::config::Settings;
use crate::db::{Address, Db};
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::{InstrumentCode, RowId, TemplateName};
use crate::mandates::{self, Mandate, Register};
use crate::templates::check::{Checked, check};
use crate::templates::lineage::Change;
use crate::templates::lineage::read_changes::{Changes, would_change};
use crate::templates::pins::pins;
use crate::templates::xlsform::{self, Cells, Given, Imported};
use crate::templates::{Draft, document, sources};
use crate::words;

/// The register that ships, for whoever has no database yet.
const SHIPPED: &[u8] = include_bytes!("../../schemas/registers/mandates.json");

/// What a workbook cannot say itself.
#[derive(Debug, Default, Clone, clap::Args)]
pub struct Workbook {
    /// Whose template a workbook (.xlsx) is: CMS. A document says it itself.
    #[arg(long, value_name = "CODE")]
    instrument: Option<InstrumentCode>,
    /// What to call it, in place of the workbook's form_id.
    #[arg(long, value_name = "NAME")]
    name: Option<TemplateName>,
}

impl Workbook {
    fn given(&self) -> Given {
        let instrument = self.instrument.as_ref().map(|code| code.as_str().to_owned());
        Given { instrument, name: self.name.as_ref().map(|name| name.as_str().to_owned()) }
    }
}

/// A template that was read from a file.
pub struct Read {
    pub draft: Draft,
    cells: Option<Cells>,
}

impl Read {
    /// Flaws by their places in the file: by cell where it is a workbook.
    pub fn told(&self, flaws: Vec<Flaw>) -> Vec<Flaw> {
        match &self.cells {
            Some(cells) => cells.told(flaws),
            None => flaws,
        }
    }
}

/// Prints what a Secretariat needs to know of a template before it is published.
///
/// # Errors
/// When the template has flaws, each with its place; or when the file or the database cannot be read.
pub fn run(settings: &Settings, file: &Path, workbook: &Workbook) -> Result<(), No> {
    let read = read(file, workbook)?;
    let mut checked = check(&read.draft.template, &register(settings)?);
    if !is_missing(settings) {
        let missing = Db::join(&settings.database)?.read(|tx| sources::missing(tx, &read.draft.template));
        checked.warnings.extend(missing?);
    }
    match unlisted(settings, &read.draft)? {
        Some(flaws) => checked.flaws.extend(flaws),
        None => say("There is no database: reference lists were not checked."),
    }
    checked.warnings = read.told(checked.warnings);
    let (changes, flaws) = versions_before(settings, &read.draft)?.unzip();
    checked.flaws.extend(flaws.unwrap_or_default());
    report(&read.draft, &checked).iter().for_each(|line| print(line));
    changes.iter().flat_map(said).for_each(|line| print(&line));
    if checked.flaws.is_empty() { Ok(()) } else { Err(No::Said(lines(&read.told(checked.flaws)))) }
}

/// The template in a file: a document, or a workbook in the form of XLSForm, whose warnings are said.
///
/// # Errors
/// When it cannot be read, or has flaws: one line for each.
pub fn read(file: &Path, workbook: &Workbook) -> Result<Read, No> {
    let bytes = input::bytes(file, document::MAX_BYTES.max(xlsform::MAX_BYTES))?;
    let named = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx") || end.eq_ignore_ascii_case("xls"));
    if named || xlsform::is_workbook(&bytes) {
        let imported = xlsform::read(&bytes, &workbook.given()).map_err(|flaws| No::Said(lines(&flaws)))?;
        lines(&imported.warnings).iter().for_each(|line| say(&format!("Warning: {line}")));
        let Imported { document, cells, .. } = imported;
        // Through its text, so that a workbook makes no template that a document could not. One of the two is enough.
        let text = document.to_string();
        drop(document);
        return match Draft::read(&text) {
            Ok(draft) => Ok(Read { draft, cells: Some(cells) }),
            Err(flaws) => Err(No::Said(lines(&cells.told(flaws)))),
        };
    }
    if workbook.instrument.is_some() || workbook.name.is_some() {
        return Err(No::because(
            "A template document says its instrument and its name itself; a workbook (.xlsx) does not.",
        ));
    }
    let text = String::from_utf8(bytes).map_err(|_| No::because(format!("{}: this is no UTF-8.", file.display())))?;
    let draft = Draft::read(&text).map_err(|flaws| No::Said(lines(&flaws)))?;
    Ok(Read { draft, cells: None })
}

/// Flaws as lines: the place, then what would be right.
pub fn lines(flaws: &[Flaw]) -> Vec<String> {
    let line = |flaw: &Flaw| match flaw.at.as_str() {
        "" => flaw.message.clone(),
        at => format!("{at}: {}", flaw.message),
    };
    flaws.iter().map(line).collect()
}

/// What the template changes against the published versions before it, where there is a database that has any.
fn versions_before(settings: &Settings, draft: &Draft) -> Result<Option<(Changes, Vec<Flaw>)>, No> {
    if is_missing(settings) {
        return Ok(None);
    }
    let template = draft.template.clone();
    Ok(Db::join(&settings.database)?.read(move |tx| would_change(tx, &template))?)
}

/// What the template takes its reference lists for and they are not, where there is a database that could have them, or
/// nothing that it would have to have.
fn unlisted(settings: &Settings, draft: &Draft) -> Result<Option<Vec<Flaw>>, No> {
    if draft.template.lists.values().all(|list| list.reference.is_none()) {
        return Ok(Some(Vec::new()));
    }
    if is_missing(settings) {
        return Ok(None);
    }
    let template = draft.template.clone();
    let found = Db::join(&settings.database)?.read(move |tx| pins(tx, &template))?;
    Ok(Some(found.err().unwrap_or_default()))
}

/// Differences as lines, each with the question it is about.
fn said(changes: &Changes) -> Vec<String> {
    let since = changes.since.unwrap_or_default();
    let mut lines =
        vec![format!("Against version {since}, which is published: {} differences.", changes.changes.len())];
    let line = |change: &Change| format!("{}: {}", change.name, change.said(words::FALLBACK));
    lines.extend(changes.changes.iter().map(line));
    lines
}

fn is_missing(settings: &Settings) -> bool {
    matches!(&settings.database, Address::Sqlite(path) if !path.exists())
}

/// The register of the database, or where there is none, or an empty one, the register that ships.
fn register(settings: &Settings) -> Result<Register, No> {
    if !is_missing(settings) {
        let register = Db::join(&settings.database)?.read(mandates::store::register)?;
        if !register.mandates().is_empty() {
            return Ok(register);
        }
    }
    say("The database holds no mandates; citations are held against the register that ships with godwit.");
    let broken = |flaws: Vec<Flaw>| Fault::Broken(format!("the register that ships: {flaws:?}"));
    let file = mandates::file::read(SHIPPED).map_err(broken)?;
    let entries = file.entries.into_iter();
    Ok(Register::new(entries.map(|entry| Mandate { id: RowId::fresh(), entry }).collect()))
}

fn report(draft: &Draft, checked: &Checked) -> Vec<String> {
    let template = &draft.template;
    let untranslated: Vec<String> =
        checked.untranslated.iter().map(|(language, count)| format!("{language} {count}")).collect();
    let coded = |code: &str| checked.warnings.iter().filter(|flaw| flaw.code == code).count();
    let mut report = vec![
        format!("{}: {} sections, {} questions.", template.name, template.sections.len(), checked.most),
        format!("A Party answers at least {} questions and at most {}.", checked.least, checked.most),
        format!("Asked once for each row of a repeat or a table: {} of them.", checked.in_rows),
        format!("Flaws: {}.", checked.flaws.len()),
        format!("Texts missing, by language: {}.", untranslated.join(", ")),
        format!("Parts that are never shown: {}.", coded("unreachable")),
        format!("Questions with no mandate: {}.", coded("no_mandate")),
        format!("Questions that are evidence only: {}.", coded("not_addressed")),
        format!(
            "Citations of mandates that are draft: {}, superseded: {}, repealed: {}.",
            coded("draft_mandate"),
            coded("superseded_mandate"),
            coded("repealed_mandate")
        ),
    ];
    report.extend(lines(&checked.warnings).into_iter().map(|line| format!("Warning: {line}")));
    report
}
