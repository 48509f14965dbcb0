//! Takes away files that nothing names: those that no answer ever named, then the bytes that no row names.
//!
//! Both hold the report while they look, as whoever keeps a file or saves an answer does: what is being used is not swept.

use std::collections::BTreeSet;

use super::store;
use crate::access::{Action, Permit, SystemReason};
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::fault::Fault;
use crate::files::Files;
use crate::ids::{CycleCode, PartyCode, ReportId};
use crate::reports::{Report, store as reports};

/// How long a file waits to be named by an answer: somebody may send it on a Friday and go on after a week away.
const UNUSED: chrono::TimeDelta = chrono::TimeDelta::days(10);

/// Sweeps every report; answers how many files went, and how many bytes' folders were rid of something.
///
/// # Errors
/// The first fault; what was swept before it stays swept.
pub fn sweep(db: &Db, files: &Files, now: Moment) -> Result<(usize, usize), Fault> {
    let before = now - UNUSED;
    let (mut rows, mut bytes) = (0, files.tidy(now)?);
    for at in db.read(|tx| store::with_unused(tx, before))? {
        rows += db.write(move |tx| held(tx, &at, |tx, permit, _| store::remove_unused(tx, permit, before)))?;
    }
    for owner in files.owners()? {
        let at = db.read(|tx| store::report_of(tx, &owner))?;
        let Some(at) = at else { continue };
        let known = db.read(|tx| known(tx, &ReportId::stored(owner.clone())))?;
        if !files.has_others(&owner, |sha256| known.contains(sha256))? {
            continue;
        }
        let files = files.clone();
        bytes += db.write(move |tx| {
            held(tx, &at, |tx, _, report| {
                let known = known_of(tx, report)?;
                files.forget(report.id.as_str(), now, |sha256| known.contains(sha256))
            })
        })?;
    }
    Ok((rows, bytes))
}

/// Does something while nobody else writes into the report.
fn held<T: Default>(
    tx: &mut Conn,
    (cycle, party): &(CycleCode, PartyCode),
    job: impl FnOnce(&mut Conn, &Permit, &Report) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let Some(report) = reports::touch(tx, cycle, party)? else { return Ok(T::default()) };
    let permit = Permit::system(SystemReason::Sweeping, Action::SaveAnswers, report.place());
    job(tx, &permit, &report)
}

fn known_of(tx: &mut Conn, report: &Report) -> Result<BTreeSet<String>, Fault> {
    known(tx, &report.id)
}

fn known(tx: &mut Conn, report: &ReportId) -> Result<BTreeSet<String>, Fault> {
    Ok(store::all(tx, report)?.into_iter().map(|file| file.sha256).collect())
}
