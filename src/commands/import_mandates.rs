//! `godwit import mandates FILE [--dry-run]`: bodies, documents and mandates from a JSON file.

use std::io::Write;
use std::path::Path;

use super::{No, input};
use crate::access::SystemReason;
use crate::db::Db;
use crate::mandates::import::{compare, import};
use crate::mandates::{Refusal, file as register};

/// Imports the file, or only tells what that would change. The difference goes to `out`.
///
/// # Errors
/// Every flaw of the file, one line each; then nothing was kept.
pub fn run(db: &Db, file: &Path, dry_run: bool, out: &mut dyn Write) -> Result<(), No> {
    let read = register::read(&input::bytes(file, register::MOST_BYTES)?).map_err(input::refused)?;
    let difference = match dry_run {
        true => db.read(|tx| compare(tx, &read)),
        false => db.write(move |tx| import(tx, SystemReason::CommandLine, &read)),
    };
    write!(out, "{}", difference?)?;
    writeln!(out, "{}", input::closing(dry_run))?;
    Ok(())
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Flaws(flaws) => input::refused(flaws),
            Refusal::Denied(denied) => Self::because(denied.to_string()),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
