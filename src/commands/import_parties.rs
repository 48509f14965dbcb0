//! `godwit import parties FILE [--dry-run]`: instruments, Parties and memberships from a CSV file.

use std::io::Write;
use std::path::Path;

use super::{No, input};
use crate::access::SystemReason;
use crate::clock::Moment;
use crate::db::Db;
use crate::parties::import::{compare, import};
use crate::parties::{Refusal, sheet};

/// Imports the file, or only tells what that would change. The difference goes to `out`.
///
/// # Errors
/// Every flaw of the file, one line each; then nothing was kept.
pub fn run(db: &Db, file: &Path, dry_run: bool, now: Moment, out: &mut dyn Write) -> Result<(), No> {
    let rows = sheet::read(&input::bytes(file, sheet::MOST_BYTES)?).map_err(input::refused)?;
    let difference = match dry_run {
        true => db.read(|tx| compare(tx, &rows)),
        false => db.write(move |tx| import(tx, SystemReason::CommandLine, &rows, now)),
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
