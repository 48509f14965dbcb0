//! Which mandates and provisions a citation means. Pure.
//!
//! In a mandate that is being amended a paragraph can have two numbers: a citation of the revision in force means the
//! former number, one of the draft revision the new one, and one of neither means both.

use super::citation::{self, Citation};
use super::place::Place;
use super::register::{Found, Register, Resolution};
use super::{Change, Kind, Mandate, Provision, Revision, Status, WHOLE};
use crate::flaw::Flaw;
use crate::ids::InstrumentCode;

/// Most candidates that a flaw names.
const MOST_NAMED: usize = 8;

impl Register {
    /// All that a citation means. Where it names no body, `default` is asked first, and all others when it has no such
    /// mandate.
    pub fn resolve(&self, default: Option<&InstrumentCode>, text: &str) -> Resolution<'_> {
        let cited = match citation::parse(text) {
            Ok(cited) => cited,
            Err(flaw) => return Resolution { flaw: Some(flaw), ..Resolution::default() },
        };
        let (mut found, mut flaw) = (Vec::new(), None);
        for number in &cited.numbers {
            match self.readings(&cited, number, default) {
                Ok(readings) => {
                    let (more, wrong) = provisions(&readings, &cited.places);
                    found.extend(more);
                    flaw = flaw.or(wrong);
                }
                Err(wrong) => flaw = flaw.or(Some(wrong)),
            }
        }
        let ambiguous = found.len() > 1 && !cited.is_many();
        if ambiguous {
            let message = format!("this fits {}: say which one", named(found.iter().map(Found::label)));
            flaw = Some(Flaw::new("citation", "ambiguous", message));
        }
        Resolution { found, ambiguous, flaw }
    }

    /// What a question may be keyed to: a citation that fits one thing (or each thing of a range), none of it deleted.
    ///
    /// # Errors
    /// What is wrong with the citation, with the candidates.
    pub fn cite(&self, default: Option<&InstrumentCode>, text: &str) -> Result<Vec<Found<'_>>, Flaw> {
        let Resolution { found, flaw, .. } = self.resolve(default, text);
        if let Some(flaw) = flaw {
            return Err(flaw);
        }
        let gone = |found: &&Found<'_>| found.provision.is_some_and(|provision| provision.change == Change::Deleted);
        match found.iter().find(gone) {
            Some(gone) => {
                let message = format!("{} is deleted in the proposed text: cite a provision that stays", gone.label());
                Err(Flaw::new("citation", "deleted_provision", message))
            }
            None => Ok(found),
        }
    }

    /// The texts that a number can mean.
    fn readings(
        &self,
        cited: &Citation,
        number: &str,
        default: Option<&InstrumentCode>,
    ) -> Result<Vec<Reading<'_>>, Flaw> {
        let fits = |mandate: &&Mandate| {
            let key = &mandate.entry.key;
            key.kind == cited.kind
                && is_numbered(mandate, number)
                && cited.instrument.as_ref().is_none_or(|body| key.instrument == *body)
                && cited.document.as_ref().is_none_or(|symbol| is_of_document(mandate, symbol))
        };
        let mut mandates: Vec<&Mandate> = self.mandates().iter().filter(fits).collect();
        let own = |mandate: &&Mandate| default.is_some_and(|body| mandate.entry.key.instrument == *body);
        if cited.instrument.is_none() && mandates.iter().any(own) {
            mandates.retain(own);
        }
        if mandates.is_empty() {
            return Err(self.unknown(cited, number));
        }
        let mut readings = Vec::new();
        for mandate in &mandates {
            readings.extend(readings_of(mandate, cited));
        }
        if readings.is_empty() {
            let revisions = mandates.iter().flat_map(|mandate| {
                mandate.entry.revisions.iter().map(|revision| format!("{} ({})", mandate.label(), revision.revision))
            });
            let message = format!("there is no such revision here; there is {}", named(revisions));
            return Err(Flaw::new("citation", "unknown_revision", message));
        }
        Ok(readings)
    }

    /// Names mandates with the same number, of another kind or body.
    fn unknown(&self, cited: &Citation, number: &str) -> Flaw {
        let near = self.mandates().iter().filter(|mandate| is_numbered(mandate, number)).map(Mandate::label);
        let body = cited.instrument.as_ref().map(|body| format!("{body} ")).unwrap_or_default();
        let document = cited.document.as_ref().map(|symbol| format!(" [{symbol}]")).unwrap_or_default();
        let near: Vec<String> = near.collect();
        let but = if near.is_empty() { String::new() } else { format!(", but {}", named(near.into_iter())) };
        let message = format!("{body}{} {number}{document} is not in the register{but}", cited.kind.title());
        Flaw::new("citation", "unknown_mandate", message)
    }
}

/// The paragraphs cited, in each text that can be meant, and the first that is in none.
fn provisions<'a>(readings: &[Reading<'a>], places: &[Place]) -> (Vec<Found<'a>>, Option<Flaw>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut add = |one: Found<'a>| {
        if !found.iter().any(|known| same(known, &one)) {
            found.push(one);
        }
    };
    if places.is_empty() {
        readings.iter().map(Reading::itself).for_each(add);
        return (found, None);
    }
    let mut flaw = None;
    for place in places.iter().map(ToString::to_string) {
        let mut there = false;
        for one in readings.iter().filter_map(|reading| reading.provision(&place)) {
            there = true;
            add(one);
        }
        if !there && flaw.is_none() {
            flaw = Some(unknown_provision(&place, readings));
        }
    }
    (found, flaw)
}

/// Whether this is its number; a target or goal can be cited without the name of its plan.
fn is_numbered(mandate: &Mandate, number: &str) -> bool {
    let key = &mandate.entry.key;
    let bare = || key.number.split_once('-').is_some_and(|(_, bare)| bare == number);
    key.number == number || (matches!(key.kind, Kind::Target | Kind::Goal) && bare())
}

/// Whether the document proposes it, or one of its revisions; the symbol may be the end of the whole one.
fn is_of_document(mandate: &Mandate, symbol: &str) -> bool {
    let ends = |whole: &String| {
        let (whole, symbol) = (whole.to_ascii_lowercase(), symbol.to_ascii_lowercase());
        whole.strip_suffix(&symbol).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let revisions = mandate.entry.revisions.iter().filter_map(|revision| revision.document.as_ref());
    mandate.entry.key.document.iter().chain(revisions).any(ends)
}

/// One version of a mandate's text, with its own numbers.
struct Reading<'a> {
    mandate: &'a Mandate,
    /// What to say of it when a paragraph is cited.
    revision: Option<&'a Revision>,
    /// What was cited of it.
    cited: Option<&'a Revision>,
    /// Whether its numbers are those of the text in force.
    former: bool,
}

/// The versions of the text that a citation can mean.
fn readings_of<'a>(mandate: &'a Mandate, cited: &Citation) -> Vec<Reading<'a>> {
    let revisions = &mandate.entry.revisions;
    let proposes = |revision: &&Revision| match (&cited.document, &cited.revision) {
        (_, Some(name)) => revision.revision == *name,
        (Some(symbol), None) => {
            revision.document.as_ref().is_some_and(|d| d.to_ascii_lowercase().ends_with(&symbol.to_ascii_lowercase()))
        }
        (None, None) => false,
    };
    let reading = |revision: &'a Revision, cited| Reading {
        mandate,
        revision: Some(revision),
        cited,
        former: revision.status != Status::Draft,
    };
    let named = cited.revision.is_some() || (cited.document.is_some() && mandate.entry.key.document.is_none());
    if named {
        return revisions.iter().filter(proposes).map(|revision| reading(revision, Some(revision))).collect();
    }
    let draft = revisions.iter().rev().find(|revision| revision.status == Status::Draft);
    let readings: Vec<_> =
        mandate.revision_in_force().into_iter().chain(draft).map(|revision| reading(revision, None)).collect();
    if readings.is_empty() {
        // One text, and for a draft mandate the proposed one: what it continues has a register entry of its own.
        return vec![Reading { mandate, revision: None, cited: None, former: false }];
    }
    readings
}

impl<'a> Reading<'a> {
    fn number_of(&self, provision: &'a Provision) -> Option<&'a str> {
        if self.former { provision.former.as_deref() } else { provision.number.as_deref() }
    }

    /// The mandate, and of a text without paragraphs the whole.
    fn itself(&self) -> Found<'a> {
        let whole = match self.mandate.entry.provisions.as_slice() {
            [only] => self.number_of(only).filter(|number| *number == WHOLE).map(|number| (only, number)),
            _ => None,
        };
        let (provision, place) = whole.unzip();
        Found { mandate: self.mandate, revision: self.cited, provision, place }
    }

    /// The paragraph of this number.
    fn provision(&self, place: &str) -> Option<Found<'a>> {
        let numbered = |provision: &'a Provision| self.number_of(provision).map(|number| (provision, number));
        let mut all = self.mandate.entry.provisions.iter().filter_map(numbered);
        all.find(|(_, number)| *number == place).map(|(provision, number)| Found {
            mandate: self.mandate,
            revision: self.revision,
            provision: Some(provision),
            place: Some(number),
        })
    }
}

/// Whether two readings found the same thing: the first, of the text in force, then stands for both.
fn same(one: &Found<'_>, other: &Found<'_>) -> bool {
    one.mandate.id == other.mandate.id
        && match (one.provision, other.provision) {
            (Some(one), Some(other)) => std::ptr::eq(one, other),
            (None, None) => true,
            _ => false,
        }
}

fn unknown_provision(place: &str, readings: &[Reading<'_>]) -> Flaw {
    let places = readings.iter().flat_map(|reading| {
        reading.mandate.entry.provisions.iter().filter_map(|provision| {
            let place = reading.number_of(provision)?;
            Some(
                Found { mandate: reading.mandate, revision: reading.revision, provision: None, place: Some(place) }
                    .label(),
            )
        })
    });
    let places: Vec<String> = places.collect();
    let message = match places.is_empty() {
        true => format!("the register does not hold paragraph {place} or any other: cite the mandate itself"),
        false => format!("there is no paragraph {place}; there is {}", named(places.into_iter())),
    };
    Flaw::new("citation", "unknown_provision", message)
}

/// Some names in a sentence.
fn named(names: impl Iterator<Item = String>) -> String {
    let mut shown: Vec<String> = names.collect();
    let more = shown.len().saturating_sub(MOST_NAMED);
    shown.truncate(MOST_NAMED);
    match (shown.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => shown.join("; "),
        (false, more) => format!("{}; and {more} more", shown.join("; ")),
    }
}

#[cfg(test)]
mod tests;
