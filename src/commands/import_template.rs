//! `godwit import template FILE [--instrument CODE] [--name NAME] [--publish] [--dry-run]`

use std::path::Path;

use super::check_template::{Workbook, lines, read};
use super::{No, say};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::audit::Secret;
use crate::clock::{Clock, Moment};
use crate::config::Settings;
use crate::db::{Conn, Db};
use crate::fault::{Fault, Refused};
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
    let saved = match db.write(move |tx| import(tx, &secret, draft, publish, dry_run, now)) {
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

/// How a job ends that keeps nothing.
enum Ended {
    Dry(Box<Saved>),
    Refused(Refusal),
}

fn import(
    tx: &mut Conn,
    secret: &Secret,
    draft: Draft,
    publish: bool,
    dry_run: bool,
    now: Moment,
) -> Result<Box<Saved>, Ended> {
    let place = Place::of_instrument(draft.template.instrument.clone());
    let permit = Permit::system(SystemReason::CommandLine, Action::WriteTemplate, place);
    let saved = Box::new(save_with(tx, &permit, secret, draft, now)?);
    if publish {
        publish_with(tx, &permit, secret, &saved.name, saved.version, now)?;
    }
    // A dry run does all of it, and is then undone.
    if dry_run { Err(Ended::Dry(saved)) } else { Ok(saved) }
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl Refused for Ended {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(refusal) => refusal.fault(),
            Self::Dry(_) => None,
        }
    }
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
