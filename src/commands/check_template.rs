//! `godwit check template FILE`

use std::path::Path;

use super::{No, input, print, say};
use crate::config::Settings;
use crate::db::{Address, Db};
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::RowId;
use crate::mandates::{self, Mandate, Register};
use crate::templates::check::{Checked, check};
use crate::templates::{Draft, document};

/// The register that ships, for whoever has no database yet.
const SHIPPED: &[u8] = include_bytes!("../../schemas/registers/mandates.json");

/// Prints what a Secretariat needs to know of a template before it is published.
///
/// # Errors
/// When the template has flaws, each with its place; or when the file or the database cannot be read.
pub fn run(settings: &Settings, file: &Path) -> Result<(), No> {
    let draft = read(file)?;
    let checked = check(&draft.template, &register(settings)?);
    report(&draft, &checked).iter().for_each(|line| print(line));
    if checked.flaws.is_empty() { Ok(()) } else { Err(No::Said(lines(&checked.flaws))) }
}

/// The template in a file.
///
/// # Errors
/// When it cannot be read, or has flaws: one line for each.
pub fn read(file: &Path) -> Result<Draft, No> {
    let bytes = input::bytes(file, document::MAX_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| No::because(format!("{}: this is no UTF-8.", file.display())))?;
    Draft::read(&text).map_err(|flaws| No::Said(lines(&flaws)))
}

/// Flaws as lines: the place, then what would be right.
pub fn lines(flaws: &[Flaw]) -> Vec<String> {
    let line = |flaw: &Flaw| match flaw.at.as_str() {
        "" => flaw.message.clone(),
        at => format!("{at}: {}", flaw.message),
    };
    flaws.iter().map(line).collect()
}

/// The register of the database, or where there is none, or an empty one, the register that ships.
fn register(settings: &Settings) -> Result<Register, No> {
    let none = matches!(&settings.database, Address::Sqlite(path) if !path.exists());
    if !none {
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
