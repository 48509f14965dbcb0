//! `godwit import template FILE [--instrument CODE] [--name NAME] [--publish] [--dry-run]`

use std::path::Path;

use super::check_template::{Workbook, lines, read};
use super::dry::Ended;
use super::{No, say};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::audit::Secret;
use crate::clock::{Clock, Moment};
use crate::config::Settings;
use crate::db::{Conn, Db};
use crate::templates::publish::publish_with;
use crate::templates::save_draft::{Saved, save_with};
use crate::templates::{Draft, Refusal};

/// Saves a template as a draft, on an operator's word, and publishes it if asked to.
///
/// # Errors
/// Every flaw, one line each; then nothing was kept.
pub fn run(settings: &Settings, file: &Path, workbook: &Workbook, publish: bool, dry_run: bool) -> Result<(), No> {
    let read = read(file, workbook)?;
    let draft = read.draft.clone();
    let secret = settings.secret()?;
    let db = Db::join(&settings.database)?;
    let now = Clock::system().now();
    let saved = match db.write(move |tx| Ended::of(import(tx, &secret, draft, publish, now), dry_run)) {
        Ok(saved) | Err(Ended::Dry(saved)) => saved,
        Err(Ended::Refused(Refusal::Flaws(flaws))) => return Err(No::Said(lines(&read.told(flaws)))),
        Err(Ended::Refused(refusal)) => return Err(refusal.into()),
    };
    lines(&read.told(saved.checked.warnings.clone())).iter().for_each(|line| say(&format!("Warning: {line}")));
    let state = if publish { "published" } else { "saved as a draft" };
    let (would, dry) = if dry_run { ("would be ", " Nothing was kept: this was a dry run.") } else { ("", "") };
    say(&format!("{} version {} {would}{state}, sha256 {}.{dry}", saved.name, saved.version, saved.sha256));
    Ok(())
}

fn import(tx: &mut Conn, secret: &Secret, draft: Draft, publish: bool, now: Moment) -> Result<Box<Saved>, Refusal> {
    let place = Place::of_instrument(draft.template.instrument.clone());
    let permit = Permit::system(SystemReason::CommandLine, Action::WriteTemplate, place);
    let saved = Box::new(save_with(tx, &permit, secret, draft, now)?);
    if publish {
        publish_with(tx, &permit, secret, &saved.name, saved.version, now)?;
    }
    Ok(saved)
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Flaws(flaws) => Self::Said(lines(&flaws)),
            Refusal::Fault(fault) => fault.into(),
            Refusal::Denied(_) | Refusal::NotFound | Refusal::AlreadyPublished => Self::because(refusal.to_string()),
        }
    }
}
