//! Takes a file into a report: asked for twice, before its bytes come and when they are there.

use super::{Attachment, FILE_BYTES, REPORT_BYTES, REPORT_FILES, flaw, store};
use crate::access::{Action, Actor, Denied, Permit, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::files::{Files, Media, Received, kinds, names};
use crate::flaw::Shaped;
use crate::ids::{AttachmentId, CycleCode, PartyCode, ReportId};
use crate::reports::{Refusal, Report, store as reports};

/// A file that is whole, with what it is and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Of its bytes.
    pub sha256: String,
    /// How many.
    pub bytes: u64,
    /// What it is.
    pub media: Media,
    /// What it is called, cleaned.
    pub name: String,
}

/// Looks at a file that was received under a name.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn look(received: &Received, name: &str) -> Shaped<Sent> {
    if received.bytes == 0 {
        return Err(flaw("empty", "this file is empty: choose another"));
    }
    let taken = kinds::TAKEN_SAID;
    let Some(media) = received.media else {
        let said = format!(
            "by its content this is none of the files that are taken: {taken}. An older office document, or one with \
             macros, can be saved as one of these; files of an archive can be sent one by one"
        );
        return Err(flaw("file_type", said));
    };
    if names::promises_other(name, media) {
        let said = "this is a text by its content, but not by its name: call it .txt or .csv";
        return Err(flaw("file_type", said));
    }
    let name = names::cleaned(name, media);
    Ok(Sent { sha256: received.sha256.clone(), bytes: received.bytes, media, name })
}

/// Whether a person may send a file of about this size now: asked before its bytes are taken.
///
/// # Errors
/// `Denied`, `Submitted`/`NotOpen`/`Closed`, `Flaws` where there is no room for it.
pub fn may_send(
    tx: &mut Conn,
    actor: &Actor,
    (cycle, party): (&CycleCode, &PartyCode),
    bytes: u64,
    now: Moment,
) -> Result<ReportId, Refusal> {
    let report = reports::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    decide(tx, actor, &report, bytes, now)?;
    Ok(report.id)
}

/// Writes a file into a report, its bytes being in their place. The same file from the same person under the same name is
/// the one that is there.
///
/// # Errors
/// As [`may_send`]; `Fault::Clash` when its bytes were swept away at this very moment.
pub fn keep(
    tx: &mut Conn,
    actor: &Actor,
    files: &Files,
    (cycle, party): (&CycleCode, &PartyCode),
    sent: &Sent,
    now: Moment,
) -> Result<(Attachment, bool), Refusal> {
    let report = reports::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    if let Some(there) = same(tx, actor, &report, sent)? {
        permit(actor, Action::SaveAnswers, &report.place())?;
        return Ok((there, false));
    }
    let permit = decide(tx, actor, &report, sent.bytes, now)?;
    // Nobody sweeps while the report is held.
    if !files.has(report.id.as_str(), &sent.sha256) {
        return Err(Fault::Clash("the bytes of a file were swept away".to_owned()).into());
    }
    let new = Attachment {
        id: AttachmentId::fresh(),
        sha256: sent.sha256.clone(),
        name: sent.name.clone(),
        media_type: sent.media.word.to_owned(),
        bytes: i64::try_from(sent.bytes).unwrap_or(i64::MAX),
        uploaded_at: now,
        uploaded_by: Some(actor.account.clone()),
        submitted: false,
    };
    store::insert(tx, &permit, &new)?;
    Ok((new, true))
}

fn same(tx: &mut Conn, actor: &Actor, report: &Report, sent: &Sent) -> Result<Option<Attachment>, Fault> {
    let all = store::all(tx, &report.id)?;
    let mine = |one: &Attachment| one.uploaded_by.as_ref() == Some(&actor.account);
    Ok(all.into_iter().find(|one| mine(one) && one.sha256 == sent.sha256 && one.name == sent.name))
}

fn decide(tx: &mut Conn, actor: &Actor, report: &Report, bytes: u64, now: Moment) -> Result<Permit, Refusal> {
    let permit = permit(actor, Action::SaveAnswers, &report.place())?;
    report.open(now)?;
    let (files, taken) = store::room_taken(tx, &report.id)?;
    if files >= REPORT_FILES {
        let said = format!("this report has {files} files already: at most {REPORT_FILES} fit");
        return Err(flaw("quota", said).into());
    }
    // What is announced as larger than any file is refused as that, not as what does not fit here.
    if taken.saturating_add(bytes.min(FILE_BYTES)) > REPORT_BYTES {
        let mib = |bytes: u64| bytes / (1024 * 1024);
        let said = format!(
            "the files of this report have {} MiB already: {} MiB fit. Make this one smaller, or send a link",
            mib(taken),
            mib(REPORT_BYTES)
        );
        return Err(flaw("quota", said).into());
    }
    Ok(permit)
}
