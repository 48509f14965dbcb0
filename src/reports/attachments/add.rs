//! Adds a file to an answer that others may be changing: to what stands there at this moment.

use serde_json::json;

use super::named;
use crate::access::{Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{AttachmentId, CycleCode, PartyCode};
use crate::reports::answer::Raw;
use crate::reports::begin::{Begun, begin};
use crate::reports::save_answers::{Entries, Entry, save_answers};
use crate::reports::{Refusal, path, store};
use crate::templates::{Kind, Question, Shelf};

/// Whether a file can be added to the answers of a question: it is one, or takes them beside it.
pub fn takes_files(question: &Question) -> bool {
    question.attachments || matches!(question.kind, Kind::File { .. })
}

/// Adds a file of the report to an answer; one that is there already stays there once.
///
/// # Errors
/// As for saving the answer: the report is held, so that nobody is faster.
pub fn add(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    id: &AttachmentId,
    now: Moment,
) -> Result<(), Refusal> {
    let Begun { report, reach, published, .. } = begin(tx, actor, shelf, (cycle, party))?;
    let spot = path::find(&published, &reach, &report.party, at).ok_or(Denied::NotFound)?;
    let (question, there) = (spot.question, store::current(tx, &report.id, &spot.key, spot.row())?);
    let mut ids = named::ids(&question.kind, &there.answer);
    if !takes_files(question) || ids.iter().any(|known| known == id.as_str()) {
        return Ok(());
    }
    ids.push(id.to_string());
    let mut raw = Raw::of(&there.answer, question);
    match question.kind {
        Kind::File { .. } => raw.value = json!(ids),
        _ => raw.beside.attachments = Some(json!(ids)),
    }
    let answers = vec![Entry { path: at.to_owned(), raw, revision: there.revision }];
    save_answers(tx, actor, shelf, (cycle, party), Some(at), Ok(Entries { answers, operation: None }), now)?;
    Ok(())
}
