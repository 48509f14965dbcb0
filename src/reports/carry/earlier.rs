//! What a Party submitted in earlier cycles, read as far back as a question has to be looked for.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::store::{self, Earlier};
use crate::clock::Moment;
use crate::cycles::Cycle;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode, TemplateName};
use crate::reports::facts::Turns;
use crate::reports::{freeze, path, submissions};
use crate::templates::outline::{Outline, Slot};
use crate::templates::prefill::Source;
use crate::templates::{Shelf, Template};

/// A submission of an earlier cycle, with its frozen answers by path.
pub struct Submitted {
    due_at: Moment,
    places: BTreeMap<String, Vec<(String, String)>>,
    /// In which cycle.
    pub cycle: CycleCode,
    /// Its number.
    pub number: i32,
    /// What people cite.
    pub reference: String,
    /// What was said, by path.
    pub answers: Map<String, Json>,
}

impl Submitted {
    /// Where a question has answers: the path of the row, and that of the answer. None where its version does not ask it;
    /// `table.column` for the cell of a table.
    pub fn places(&self, question: &str) -> Option<&[(String, String)]> {
        self.places.get(question).map(Vec::as_slice)
    }
}

/// Where every question of a version has answers, in a document with these rows.
fn places(template: &Template, rows: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<(String, String)>> {
    let outline = Outline::of(template);
    let turns = Turns::of(&outline, rows);
    let of = |slot: &Slot<'_>| {
        let rows = turns.places(slot.frame).into_iter();
        rows.map(|row| (row.clone(), path::written(&outline, slot.frame, &slot.key, &row))).collect()
    };
    outline.slots.iter().map(|slot| (slot.key.to_string(), of(slot))).collect()
}

/// One earlier round of a template, read when it is asked for.
enum Round {
    Known(Earlier),
    Read(Rc<Submitted>),
}

/// What a Party submitted before, by template.
pub struct Sources<'a> {
    cycle: &'a Cycle,
    /// Whose.
    pub party: &'a PartyCode,
    rounds: BTreeMap<TemplateName, Vec<Round>>,
}

impl<'a> Sources<'a> {
    /// Of a Party, before a cycle.
    pub fn new(cycle: &'a Cycle, party: &'a PartyCode) -> Self {
        Self { cycle, party, rounds: BTreeMap::new() }
    }

    /// The question that was asked last, with the submission that answers it and whether its choices are mapped; the first
    /// where several were asked in one cycle. A round that did not ask it is passed over: what was said before it still holds.
    pub fn latest(
        &mut self,
        tx: &mut Conn,
        shelf: &Shelf,
        sources: Vec<(Source, bool)>,
    ) -> Result<Option<(Rc<Submitted>, Source, bool)>, Fault> {
        let mut latest: Option<(Rc<Submitted>, Source, bool)> = None;
        for (source, maps) in sources {
            let Some(found) = self.asked_last(tx, shelf, &source)? else { continue };
            if latest.as_ref().is_none_or(|(before, ..)| before.due_at < found.due_at) {
                latest = Some((found, source, maps));
            }
        }
        Ok(latest)
    }

    fn asked_last(&mut self, tx: &mut Conn, shelf: &Shelf, source: &Source) -> Result<Option<Rc<Submitted>>, Fault> {
        if !self.rounds.contains_key(&source.template) {
            let all = store::newest(tx, self.cycle, self.party, &source.template)?;
            self.rounds.insert(source.template.clone(), all.into_iter().map(Round::Known).collect());
        }
        for round in self.rounds.get_mut(&source.template).into_iter().flatten() {
            let submitted = match round {
                Round::Read(submitted) => Rc::clone(submitted),
                Round::Known(earlier) => {
                    let submitted = Rc::new(read(tx, shelf, &source.template, earlier)?);
                    *round = Round::Read(Rc::clone(&submitted));
                    submitted
                }
            };
            if submitted.places(&source.question).is_some() {
                return Ok(Some(submitted));
            }
        }
        Ok(None)
    }
}

fn read(tx: &mut Conn, shelf: &Shelf, template: &TemplateName, earlier: &Earlier) -> Result<Submitted, Fault> {
    let published = shelf.published(tx, template, earlier.version)?;
    let document = submissions::store::document(tx, &earlier.id)?;
    let document: Json = serde_json::from_str(&document)
        .map_err(|error| Fault::Broken(format!("the document of {}: {error}", earlier.reference)))?;
    let places = places(&published.template, &freeze::rows(&document));
    let answers = match document {
        Json::Object(mut members) => match members.remove("answers") {
            Some(Json::Object(answers)) => answers,
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    Ok(Submitted {
        due_at: earlier.due_at,
        places,
        cycle: earlier.cycle.clone(),
        number: earlier.number,
        reference: earlier.reference.clone(),
        answers,
    })
}
