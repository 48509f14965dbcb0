//! `godwit import accounts FILE [--dry-run]`: people and their grants from a CSV file.

use std::io::Write;
use std::path::Path;

use super::{No, input};
use crate::access::SystemReason;
use crate::accounts::add::House;
use crate::accounts::import::import;
use crate::accounts::{Refusal, sheet};
use crate::clock::Moment;
use crate::db::Db;
use crate::fault::{Fault, Refused};
use crate::parties::Difference;
use crate::parties::sheet::MOST_BYTES;

/// Why nothing is kept.
enum Undone {
    /// It was a dry run: this is what would change.
    Rehearsed(Difference),
    /// The answer is no.
    Refused(Refusal),
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl Refused for Undone {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Rehearsed(_) => None,
            Self::Refused(refusal) => refusal.fault(),
        }
    }
}

/// Imports the file, or does and undoes it to tell what it would change. The difference goes to `out`.
///
/// # Errors
/// Every flaw of the file, one line each; then nothing was kept.
pub fn run(db: &Db, house: House, file: &Path, dry_run: bool, now: Moment, out: &mut dyn Write) -> Result<(), No> {
    let rows = sheet::read(&input::bytes(file, MOST_BYTES)?).map_err(input::refused)?;
    let done = db.write(move |tx| {
        let difference = import(tx, SystemReason::CommandLine, &rows, &house, now).map_err(Undone::Refused)?;
        if dry_run { Err(Undone::Rehearsed(difference)) } else { Ok(difference) }
    });
    let difference = match done {
        Ok(difference) | Err(Undone::Rehearsed(difference)) => difference,
        Err(Undone::Refused(Refusal::Flaws(flaws))) => return Err(input::refused(flaws)),
        Err(Undone::Refused(Refusal::Fault(fault))) => return Err(fault.into()),
        Err(Undone::Refused(refusal)) => return Err(No::because(refusal.to_string())),
    };
    write!(out, "{difference}")?;
    writeln!(out, "{}", input::closing(dry_run))?;
    Ok(())
}
