//! The columns that hold what was said, and an answer made of them.

use serde_json::Value as Json;

use super::answer::{Answer, Beside};
use super::carried::Carried;
use super::store::Stored;
use crate::clock::Moment;
use crate::db::schema::{answer_revisions, answers};
use crate::fault::Fault;
use crate::templates::Qualifier;

/// The columns of what is said now, in the order of [`Said`].
pub(super) type Now = (
    answers::value,
    answers::other,
    answers::qualifier,
    answers::comment,
    answers::language,
    answers::attachments,
    answers::links,
    answers::carried_from,
);
/// The columns, to select.
pub(super) const SAID: Now = (
    answers::value,
    answers::other,
    answers::qualifier,
    answers::comment,
    answers::language,
    answers::attachments,
    answers::links,
    answers::carried_from,
);
/// The same of a revision.
pub(super) type Then = (
    answer_revisions::value,
    answer_revisions::other,
    answer_revisions::qualifier,
    answer_revisions::comment,
    answer_revisions::language,
    answer_revisions::attachments,
    answer_revisions::links,
    answer_revisions::carried_from,
);
/// The columns of a revision, to select.
pub(super) const SAID_THEN: Then = (
    answer_revisions::value,
    answer_revisions::other,
    answer_revisions::qualifier,
    answer_revisions::comment,
    answer_revisions::language,
    answer_revisions::attachments,
    answer_revisions::links,
    answer_revisions::carried_from,
);

type Text = Option<String>;

/// The columns that hold what was said.
pub(super) type Said = (Text, Text, Text, Text, Text, Text, Text, Text);

/// An answer as its columns hold it.
pub(super) fn read(said: Said, revision: i32, saved_at: Moment, saved_by: Option<String>) -> Result<Stored, Fault> {
    let (value, other, qualifier, comment, language, attachments, links, carried) = said;
    let qualifier = qualifier.as_deref().and_then(Qualifier::read);
    let beside = Beside { attachments: json(attachments)?, links: json(links)? };
    let answer = Answer { value: json(value)?, other, qualifier, comment, language, beside };
    let carried = carried.as_deref().map(Carried::read).transpose()?;
    Ok(Stored { answer, revision, saved_at: Some(saved_at), saved_by, carried })
}

fn json(text: Option<String>) -> Result<Option<Json>, Fault> {
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .map_err(|error| Fault::Broken(format!("a stored answer: {error}")))
}
