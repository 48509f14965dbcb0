//! `godwit audit verify`

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{No, print, say};
use crate::audit::Head;
use crate::audit::store::{deeds, headless, heads, walk};
use crate::config::Settings;
use crate::db::Db;
use crate::fault::Fault;
use crate::files::Files;
use crate::reports::proof::{IMPORTED, Named, SUBMITTED, named_files, proof};
use crate::templates::Shelf;

/// A head that was noted earlier.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Noted {
    instrument: String,
    sequence: i64,
    link: String,
}

/// Walks every chain; prints a line for each: instrument, rows, link of its head. Then holds every report's saved answers
/// and submissions against theirs.
pub fn run(settings: &Settings, head_file: Option<&Path>) -> Result<(), No> {
    let noted = head_file.map(read_noted).transpose()?.unwrap_or_default();
    let secret = settings.secret()?;
    let db = Db::join(&settings.database)?;
    let mut wrong = Vec::new();
    let (chains, flaws, named) = db.read(|tx| {
        let mut chains = Vec::new();
        let mut flaws = Vec::new();
        for (instrument, head) in heads(tx)? {
            let mut earlier: Vec<&Noted> = noted.iter().filter(|noted| noted.instrument == instrument).collect();
            let walked = walk(tx, &secret, &instrument, &mut |row: &Head| {
                earlier.retain(|noted| noted.sequence != row.sequence || noted.link != row.link);
            })?;
            match walked {
                Ok(last) if last == head => chains.push((instrument.clone(), last)),
                Ok(last) => flaws.push(format!(
                    "{instrument}: the chain ends at row {}, its head says {}: rows were cut off or the head was changed.",
                    last.sequence, head.sequence
                )),
                Err(what) => flaws.push(format!("{instrument}: {what}.")),
            }
            flaws.extend(earlier.iter().map(|noted| {
                format!("{instrument}: row {} is not the one that was noted: cut off or replaced.", noted.sequence)
            }));
        }
        flaws.extend(headless(tx)?.iter().map(|instrument| format!("{instrument}: the chain's head is gone.")));
        let mut recorded = deeds(tx, SUBMITTED)?;
        recorded.extend(deeds(tx, IMPORTED)?);
        flaws.extend(proof(tx, &Shelf::new(), &recorded)?);
        Ok::<_, Fault>((chains, flaws, named_files(tx)?))
    })?;
    let known: BTreeMap<&str, &Head> = chains.iter().map(|(name, head)| (name.as_str(), head)).collect();
    for (instrument, head) in &chains {
        print(&format!("{instrument}\t{}\t{}", head.sequence, head.link));
    }
    wrong.extend(flaws);
    wrong.extend(files_flaws(&Files::inside(settings.files()), &named)?);
    let gone = noted.iter().filter(|noted| {
        !known.contains_key(noted.instrument.as_str()) && !wrong.iter().any(|w| w.starts_with(&noted.instrument))
    });
    let gone: Vec<String> = gone.map(|noted| format!("{}: the whole chain is gone.", noted.instrument)).collect();
    wrong.extend(gone);
    if !wrong.is_empty() {
        return Err(No::Said(wrong));
    }
    match head_file {
        Some(_) => say(
            "No row, saved answer, submission or file of one was changed, taken out, swapped or cut off since the heads were noted.",
        ),
        None => say(
            "No row, saved answer, submission or file of one was changed, taken out or swapped. Without --head, rows cut off at the \
                 end cannot be excluded.",
        ),
    }
    Ok(())
}

/// What is wrong with the files that submissions name: gone, or not what was submitted.
fn files_flaws(files: &Files, named: &[Named]) -> Result<Vec<String>, Fault> {
    let mut flaws = Vec::new();
    for file in named {
        let what = match files.hash(file.report.as_str(), &file.sha256)? {
            Some(hash) if hash == file.sha256 => continue,
            Some(_) => "was changed",
            None => "is gone",
        };
        flaws.push(format!("{}: its file {:?} {what}.", file.submission, file.name));
    }
    Ok(flaws)
}

fn read_noted(path: &Path) -> Result<Vec<Noted>, No> {
    let text = std::fs::read_to_string(path).map_err(|error| No::because(format!("{}: {error}", path.display())))?;
    let mut wrong = Vec::new();
    let mut noted = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(head) => noted.push(head),
            Err(error) => wrong.push(format!("{}, line {number}: {error}", path.display())),
        }
    }
    if noted.is_empty() && wrong.is_empty() {
        wrong.push(format!("{} notes no head.", path.display()));
    }
    if wrong.is_empty() { Ok(noted) } else { Err(No::Said(wrong)) }
}
