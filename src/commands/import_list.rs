//! `godwit import list FILE --instrument CMS --list species [--title T] [--language en] [--dry-run]`: a reference list
//! from a CSV file.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{No, input};
use crate::access::SystemReason;
use crate::audit::Secret;
use crate::clock::Moment;
use crate::db::Db;
use crate::ids::{InstrumentCode, ListCode};
use crate::templates::reference::import::{compare, import};
use crate::templates::reference::sheet::{MOST_BYTES, Sheet};

/// What can be said of a list.
#[derive(Debug, Args)]
pub struct ImportList {
    /// A CSV file: key, label, label_LANGUAGE, parent, parties, retired, attr_NAME (schemas/registers/README.md).
    pub file: PathBuf,
    /// Whose list: CMS.
    #[arg(long, value_name = "CODE")]
    pub instrument: InstrumentCode,
    /// Which list: species.
    #[arg(long, value_name = "CODE")]
    pub list: ListCode,
    /// What people call it; as before, or its code, unless given.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// The language of the column `label`.
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub language: String,
    /// Say what would change, and keep nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Imports the file, or only tells what that would change. The difference goes to `out`.
///
/// # Errors
/// Every flaw of the file, one line each; then nothing was kept.
pub fn run(db: &Db, secret: Secret, asked: ImportList, now: Moment, out: &mut dyn Write) -> Result<(), No> {
    let ImportList { file, instrument, list, title, language, dry_run } = asked;
    let bytes = input::bytes(&file, MOST_BYTES)?;
    let sheet = Sheet::read(instrument, list, title, &language, &bytes).map_err(input::refused)?;
    drop(bytes);
    let difference = match dry_run {
        true => db.read(|tx| compare(tx, &sheet)),
        false => db.write(move |tx| import(tx, SystemReason::CommandLine, &secret, &sheet, now)),
    };
    write!(out, "{}", difference?)?;
    writeln!(out, "{}", input::closing(dry_run))?;
    Ok(())
}
