//! A section's form that came back: which answers it holds, and what of it needs a second look. Pure.

use std::borrow::Cow;

use super::field::Sent;
use super::typed::{Form, Typed, field};
use super::{CONFIRM, back, completed, lost};
use crate::flaw::Flaw;
use crate::reports::former::Former;
use crate::reports::path::{Paths, Spot};
use crate::reports::reading::Opened;
use crate::reports::save_changes::{self, Outcome};
use crate::web::body::Filled;

/// The part that every answer has in a form: the revision that was shown.
const REVISION: &str = "-revision";

/// The part by which the script makes a repeat harmless.
pub const OPERATION: &str = "operation";

/// An answer that a form holds.
struct Came<'a> {
    /// What its fields are called in the form.
    name: &'a str,
    place: Place<'a>,
    /// The revision that was shown.
    based_on: i32,
}

/// Where an answer that a form holds is asked now.
pub struct Place<'a> {
    /// Its path.
    pub path: Cow<'a, str>,
    /// What the path leads to.
    pub spot: Spot<'a>,
    /// What it was kept under when the form was made, where its question was renamed since.
    was: Option<String>,
}

/// The paths of the answers that a form holds, be there such answers or not: each once, in the order they were sent.
pub fn paths(filled: &Filled) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let names = filled.0.iter().filter_map(|(name, _)| name.strip_suffix(REVISION));
    names.filter(|path| seen.insert(*path)).collect()
}

/// Whether a form holds answers that the round does not ask for under their names: it was made before the round moved, or the
/// person may not go there. What becomes of them, the versions before tell.
pub fn is_former(opened: &Opened, names: &[&str]) -> bool {
    let paths = Paths::of(&opened.published, &opened.reach, &opened.report.party);
    names.iter().any(|name| paths.find(name).is_none())
}

/// Where each answer of a form is asked now, be it under another name or in another section than then: in the order of their
/// `names`, none for one that is not asked.
pub fn places<'a>(
    opened: &'a Opened,
    former: &Former,
    names: &[&'a str],
) -> impl Iterator<Item = (&'a str, Option<Place<'a>>)> {
    let paths = Paths::of(&opened.published, &opened.reach, &opened.report.party);
    let place = move |name: &'a str| {
        if let Some(spot) = paths.find(name) {
            return Some(Place { path: Cow::Borrowed(name), spot, was: None });
        }
        let asked = former.asked(&opened.report.party, name)?;
        let path = former.path_in(&opened.published, &asked)?;
        let spot = paths.find(&path).filter(|_| !names.contains(&path.as_str()))?;
        Some(Place { path: Cow::Owned(path), spot, was: Some(asked.spot.key.into_owned()) })
    };
    names.iter().map(move |name| (*name, place(name)))
}

/// The revision of an answer under its name of now, for a page that knows it by a former one: what that page says of revisions
/// from before the round moved, nobody can then take for it.
pub fn told_under_former(revision: i32) -> i32 {
    revision.saturating_neg()
}

/// Every answer that the form holds and that is asked now.
fn answers<'a>(opened: &'a Opened, former: &Former, form: &Form<'a>, filled: &'a Filled) -> Vec<Came<'a>> {
    let came = |(name, place): (&'a str, Option<Place<'a>>)| {
        let (place, based_on): (_, i32) = (place?, form.first(&field(name, "revision"))?.parse().ok()?);
        Some(match place.was {
            Some(_) if based_on < 0 => {
                Came { name, place: Place { was: None, ..place }, based_on: told_under_former(based_on) }
            }
            _ => Came { name, place, based_on },
        })
    };
    places(opened, former, &paths(filled)).filter_map(came).collect()
}

/// The fields that came back, but those in which the person chose what somebody else had saved.
pub fn changes(opened: &Opened, former: &Former, filled: &Filled, language: &str) -> Vec<save_changes::Sent> {
    let form = Form::of(filled);
    // The button that confirms all that this page shows.
    let confirms_all = form.first("then") == Some(CONFIRM);
    let sent = answers(opened, former, &form, filled).into_iter().filter_map(|came| {
        let theirs = form.first(&field(came.name, "take")).is_some();
        let path = came.place.path.into_owned();
        let here = |flaw: Flaw| Flaw { at: path.clone(), ..flaw };
        let raw = Typed::filled(&form, came.name).raw(came.place.spot.question, language);
        let raw = raw.map_err(|flaws| flaws.into_iter().map(here).collect());
        let confirms = confirms_all || form.first(&field(came.name, "confirm")).is_some();
        let operation = form.first(&field(came.name, OPERATION)).map(str::to_owned);
        (!theirs).then_some(save_changes::Sent {
            path,
            was: came.place.was,
            raw,
            based_on: came.based_on,
            confirms,
            operation,
        })
    });
    sent.collect()
}

/// Everything that was sent, as it was typed; and what was typed for questions that are no longer asked.
pub fn everything(opened: &Opened, former: &Former, filled: &Filled, language: &str) -> Sent {
    let form = Form::of(filled);
    let mut sent = Sent { completed: completed::sent(filled), back: back(filled.first("back")), ..Sent::default() };
    let mut known = std::collections::HashSet::new();
    for came in answers(opened, former, &form, filled) {
        known.insert(came.name);
        sent.typed.insert(came.place.path.into_owned(), (Typed::filled(&form, came.name), came.based_on));
    }
    let nowhere = paths(filled).into_iter().filter(|path| !known.contains(path));
    sent.lost = nowhere.filter_map(|path| lost::nowhere(opened, former, &form, path, language)).collect();
    sent
}

/// What was not saved, as it was typed, with the reason.
pub fn second_look(mut sent: Sent, outcome: Outcome) -> Sent {
    sent.flaws = outcome.flaws;
    sent.conflicts = outcome.conflicts.into_iter().collect();
    let Sent { typed, flaws, conflicts, .. } = &mut sent;
    typed.retain(|name, _| conflicts.contains_key(name) || flaws.iter().any(|flaw| flaw.at == *name));
    sent
}
