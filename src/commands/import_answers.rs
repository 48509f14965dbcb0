//! `godwit import answers FILE --cycle CYCLE [--source TEXT] [--dry-run]`: a round that was held elsewhere.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::dry::Ended;
use super::{No, input, say};
use crate::clock::Moment;
use crate::config::Settings;
use crate::db::Db;
use crate::ids::CycleCode;
use crate::reports::import::sheet::{File, MOST_BYTES};
use crate::reports::import::{Outcome, Round, SOURCE_LENGTH, import};
use crate::reports::{Desk, Refusal};
use crate::templates::Shelf;

/// What can be said of a round from elsewhere.
#[derive(Debug, Args)]
pub struct ImportAnswers {
    /// A CSV file with the columns of answers.csv, sorted by Party: party, question (or path), value_code, value_number,
    /// value_text, other_text, comment, language, qualifier, status, submitted_at.
    pub file: PathBuf,
    /// Into which cycle, which must be closed.
    #[arg(long, value_name = "CYCLE")]
    pub cycle: CycleCode,
    /// Where the round was held, in words; the file's name unless given.
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Do all of it, say what became of it, and keep nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Takes the round in, or only tells what would become of it.
///
/// # Errors
/// Every flaw of the file, one line each; then nothing was kept.
pub fn run(settings: &Settings, asked: ImportAnswers, now: Moment) -> Result<(), No> {
    let ImportAnswers { file, cycle, source, dry_run } = asked;
    let named = || file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = source.unwrap_or_else(named);
    let is_line = !source.trim().is_empty() && !source.chars().any(char::is_control);
    if !is_line || source.chars().count() > SOURCE_LENGTH {
        return Err(No::because(format!("--source: write one line of at most {SOURCE_LENGTH} characters.")));
    }
    let read = File::read(&input::bytes(&file, MOST_BYTES)?).map_err(input::refused)?;
    let round = Round { cycle, source, file: Arc::new(read) };
    let (secret, base, shelf) = (settings.secret()?, settings.base(), Shelf::new());
    let done = Db::join(&settings.database)?.write(move |tx| {
        let desk = Desk { shelf: &shelf, secret: &secret, base: &base };
        Ended::of(import(tx, &desk, &round, now), dry_run)
    });
    let outcome = match done {
        Ok(outcome) | Err(Ended::Dry(outcome)) => outcome,
        Err(Ended::Refused(Refusal::Flaws(flaws))) => return Err(input::refused(flaws)),
        Err(Ended::Refused(Refusal::Denied(_))) => return Err(No::because("There is no such cycle.")),
        Err(Ended::Refused(Refusal::Fault(fault))) => return Err(fault.into()),
        Err(Ended::Refused(refusal)) => return Err(No::because(format!("No: {refusal}."))),
    };
    let Outcome { submissions, answers, repeated } = outcome;
    say(&format!("{submissions} submissions with {answers} answers; {repeated} were there from this file already."));
    say(input::closing(dry_run));
    Ok(())
}
