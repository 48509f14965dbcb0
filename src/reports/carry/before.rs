//! What a Party said in an earlier cycle to the questions of a section, for whoever answers them now. It is looked up when
//! the section is shown, also for questions that are not carried forward of themselves.

use std::collections::BTreeMap;

use super::earlier::Sources;
use super::{Asked, path};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::ItemName;
use crate::reports::Report;
use crate::reports::answer::Answer;
use crate::reports::carried::Carried;
use crate::templates::lineage::Lineage;
use crate::templates::outline::Outline;
use crate::templates::{Prefill, Published, Shelf};

/// What was said, as it would be said here.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The answer.
    pub answer: Answer,
    /// Where a person last said it.
    pub carried: Carried,
}

/// What was said, by the path of the answer here.
pub type Before = BTreeMap<String, Past>;

/// What the Party of a report said before to the questions of a section: in its last submission that asked each. What does
/// not fit the question as it is asked now is left out.
pub fn before(
    tx: &mut Conn,
    shelf: &Shelf,
    published: &Published,
    report: &Report,
    section: &ItemName,
) -> Result<Before, Fault> {
    let versions = shelf.all(tx, &published.template.name)?;
    let lineage = Lineage::of(versions.iter().map(|one| &one.template));
    let (outline, itself) = (Outline::of(&published.template), Prefill::default());
    let mut earlier = Sources::new(&report.cycle, &report.party);
    let mut found = Before::new();
    let asked = |slot: &&_| is_asked(slot, section);
    for slot in outline.slots.iter().filter(asked) {
        let prefill = slot.question.prefill.as_ref().unwrap_or(&itself);
        let sources = prefill.sources(&published.template, lineage.names(&slot.key));
        let Some((submitted, source, maps)) = earlier.latest(tx, shelf, sources)? else { continue };
        let map = maps.then_some(prefill);
        let asked = Asked { published, outline: &outline, slot, map, party: &report.party };
        for (row, there) in submitted.places(&source.question).unwrap_or_default() {
            let Some(entry) = submitted.answers.get(there) else { continue };
            if let Ok(Some((line, ..))) = asked.line(&submitted, (row, there), entry)
                && let Some(carried) = line.carried
            {
                let here = path::written(&outline, slot.frame, &slot.key, row);
                found.insert(here, Past { answer: line.answer, carried });
            }
        }
    }
    Ok(found)
}

fn is_asked(slot: &crate::templates::outline::Slot<'_>, section: &ItemName) -> bool {
    slot.section.name == *section && slot.question.kind.is_asked()
}
