//! Links and files in a field: those that are the answer, and those beside it. Pure.

use super::field::Field;
use super::typed::Typed;
use super::view::{Asked, Viewer};
use crate::reports::attachments::named;
use crate::reports::store::Stored;

impl Viewer<'_> {
    /// A field with what stands beside its answer. Cells have no room for it: what the API took beside them stays.
    pub(super) fn with_beside(&self, asked: &Asked<'_>, field: Field) -> Field {
        let question = asked.question;
        if !question.links && !question.attachments {
            return field;
        }
        let stored =
            self.stored(asked).map_or_else(Typed::default, |stored| Typed::of(&stored.answer, question, self.language));
        let typed = self.sent.typed.get(&field.name).map(|(typed, _)| typed);
        // What a form did not ask for is as it is kept.
        let links = typed.and_then(|typed| typed.links_beside.clone()).or(stored.links_beside).unwrap_or_default();
        let ticked = typed.and_then(|typed| typed.files_beside.clone()).or(stored.files_beside).unwrap_or_default();
        let spare = (String::new(), String::new());
        Field {
            links: question.links.then(|| links.into_iter().chain([spare]).collect()),
            files: question.attachments.then(|| self.files(asked, &ticked)),
            ..field
        }
    }

    /// The files that an answer names, and those that were ticked: id, what it is called, whether it stays. One that somebody
    /// else added meanwhile stays until it is unticked by a person who sees it.
    pub(super) fn files(&self, asked: &Asked<'_>, ticked: &[String]) -> Vec<(String, String, bool)> {
        let ids = |stored: &Stored| named::ids(&asked.question.kind, &stored.answer);
        let there = self.stored(asked).map(ids).unwrap_or_default();
        let theirs = self.sent.conflicts.get(&asked.path()).map(ids).unwrap_or_default();
        let more = ticked.iter().filter(|id| !there.contains(id));
        let known = there.iter().chain(more).filter_map(|id| self.opened.files.get(id));
        let stays = |id: &String| ticked.contains(id) || theirs.contains(id);
        known.map(|file| (file.id.to_string(), file.name.clone(), stays(&file.id.to_string()))).collect()
    }

    fn stored(&self, asked: &Asked<'_>) -> Option<&Stored> {
        self.opened.stored.get(&asked.key, &asked.around.row)
    }
}
