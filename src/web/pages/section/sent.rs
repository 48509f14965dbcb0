//! A section's form that came back: which answers it holds, and what of it needs a second look. Pure.

use super::field::Sent;
use super::typed::{Form, Typed, field};
use super::{At, CONFIRM, completed};
use crate::flaw::Flaw;
use crate::ids::ItemName;
use crate::reports::path::{self, Spot};
use crate::reports::reading::Opened;
use crate::reports::save_changes::{self, Outcome};
use crate::web::body::Filled;

/// The part that every answer has in a form: the revision that was shown.
const REVISION: &str = "-revision";

/// The paths of the answers that a form holds, be there such answers or not: each once, in the order they were sent.
pub fn paths(filled: &Filled) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let names = filled.0.iter().filter_map(|(name, _)| name.strip_suffix(REVISION));
    names.filter(|path| seen.insert(*path)).collect()
}

/// Every answer that the form holds, of one section or of any: its path, where it leads, and the revision that was shown.
fn answers<'a>(
    opened: &'a Opened,
    section: Option<&ItemName>,
    form: &Form<'a>,
    filled: &'a Filled,
) -> Vec<(&'a str, Spot<'a>, i32)> {
    let find = |path| {
        let based_on = form.first(&field(path, "revision"))?.parse().ok()?;
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, path)?;
        section.is_none_or(|section| spot.section.name == *section).then_some((path, spot, based_on))
    };
    paths(filled).into_iter().filter_map(find).collect()
}

/// The fields that came back, but those in which the person chose what somebody else had saved.
pub fn changes(
    opened: &Opened,
    section: Option<&ItemName>,
    filled: &Filled,
    language: &str,
) -> Vec<save_changes::Sent> {
    let form = Form::of(filled);
    // The button that confirms all that this page shows.
    let confirms_all = form.first("then") == Some(CONFIRM);
    let sent = answers(opened, section, &form, filled).into_iter().filter_map(|(path, spot, based_on)| {
        let theirs = form.first(&field(path, "take")).is_some();
        let here = |flaw: Flaw| Flaw { at: path.to_owned(), ..flaw };
        let raw = || Typed::filled(&form, path).raw(spot.question, language);
        let raw = || raw().map_err(|flaws| flaws.into_iter().map(here).collect());
        let confirms = confirms_all || form.first(&field(path, "confirm")).is_some();
        (!theirs).then(|| save_changes::Sent { path: path.to_owned(), raw: raw(), based_on, confirms })
    });
    sent.collect()
}

/// Everything that was sent, as it was typed.
pub fn everything(opened: &Opened, at: &At, filled: &Filled) -> Sent {
    all_of(opened, Some(&at.section), filled)
}

/// Everything that was sent of one section or of any.
pub fn all_of(opened: &Opened, section: Option<&ItemName>, filled: &Filled) -> Sent {
    let form = Form::of(filled);
    let mut sent = Sent { completed: completed::sent(filled), ..Sent::default() };
    for (path, _, based_on) in answers(opened, section, &form, filled) {
        sent.typed.insert(path.to_owned(), (Typed::filled(&form, path), based_on));
    }
    sent
}

/// What was not saved, as it was typed, with the reason.
pub fn second_look(opened: &Opened, at: &At, filled: &Filled, outcome: Outcome) -> Sent {
    let mut sent = everything(opened, at, filled);
    sent.flaws = outcome.flaws;
    sent.conflicts = outcome.conflicts.into_iter().collect();
    let Sent { typed, flaws, conflicts, completed: _ } = &mut sent;
    typed.retain(|name, _| conflicts.contains_key(name) || flaws.iter().any(|flaw| flaw.at == *name));
    sent
}
