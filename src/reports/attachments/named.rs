//! Which files an answer names. Pure.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::Attachment;
use crate::access::{Actor, Sections};
use crate::reports::answer::Answer;
use crate::reports::freeze::Frozen;
use crate::reports::kept::Kept;
use crate::templates::outline::Outline;
use crate::templates::{Kind, Template};

/// The ids of the files that an answer names: those it is, and those beside it.
pub fn ids(kind: &Kind, answer: &Answer) -> Vec<String> {
    // Files stand beside no files, so that none is named twice.
    listed(files(kind, answer).or(answer.beside.attachments.as_ref()))
}

/// The value of an answer that is files.
fn files<'a>(kind: &Kind, answer: &'a Answer) -> Option<&'a Json> {
    answer.value.as_ref().filter(|_| matches!(kind, Kind::File { .. }))
}

fn listed(files: Option<&Json>) -> Vec<String> {
    let items = files.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    // In a draft an id stands alone, in what was frozen the file's description.
    items.iter().filter_map(|item| item.get("id").unwrap_or(item).as_str()).map(str::to_owned).collect()
}

/// The ids of every file that a frozen document names.
pub fn frozen_ids(frozen: &Frozen) -> Vec<String> {
    let said = frozen.answers.values().map(|(_, answer)| [&answer.value, &answer.beside.attachments]);
    let values = said.flatten().filter_map(|value| value.as_ref()?.as_array());
    let files = values.flatten().filter(|file| file.get("sha256").is_some());
    files.filter_map(|file| Some(file.get("id")?.as_str()?.to_owned())).collect()
}

/// The answer with its files described: what each is called, its hash, size and kind. An id that is not among them stays alone.
pub fn described<'a>(kind: &Kind, answer: &'a Answer, known: &BTreeMap<String, Attachment>) -> Cow<'a, Answer> {
    if ids(kind, answer).is_empty() {
        return Cow::Borrowed(answer);
    }
    let one = |id: &String| known.get(id).map_or_else(|| json!(id), description);
    let described = |files: &Json| Json::Array(listed(Some(files)).iter().map(one).collect());
    let mut answer = answer.clone();
    if let Some(files) = files(kind, &answer).map(described) {
        answer.value = Some(files);
    }
    answer.beside.attachments = answer.beside.attachments.as_ref().map(described);
    Cow::Owned(answer)
}

fn description(file: &Attachment) -> Json {
    json!({
        "id": file.id, "name": file.name, "sha256": file.sha256, "bytes": file.bytes, "media_type": file.media_type,
    })
}

/// Which files a person sees who reads these sections of a draft.
pub enum Seeing<'a> {
    /// Every one.
    All,
    /// The own ones, and those that answers in these sections name.
    Some(&'a Actor, BTreeSet<String>),
}

impl<'a> Seeing<'a> {
    /// What a person sees, given the report's current answers.
    pub fn of(actor: &'a Actor, template: &Template, reach: &Sections, stored: &Kept) -> Self {
        if *reach == Sections::All {
            return Self::All;
        }
        let mut named = BTreeSet::new();
        for slot in Outline::of(template).slots.iter().filter(|slot| reach.reach(&slot.section.name)) {
            named.extend(stored.rows(&slot.key).flat_map(|(_, stored)| ids(&slot.question.kind, &stored.answer)));
        }
        Self::Some(actor, named)
    }

    /// Whether a file is among them.
    pub fn sees(&self, file: &Attachment) -> bool {
        match self {
            Self::All => true,
            Self::Some(actor, named) => {
                file.uploaded_by.as_ref() == Some(&actor.account) || named.contains(file.id.as_str())
            }
        }
    }
}
