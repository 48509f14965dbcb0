//! Takes a register of Parties in: all of the file or nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::Row;
use super::{Difference, Membership, Party, Refusal, store};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::{InstrumentCode, PartyCode};

/// What the register holds, to compare a file with.
#[derive(Debug, Default)]
pub struct Held {
    /// Every Party.
    pub parties: BTreeMap<PartyCode, Party>,
    /// Every membership, by instrument, Party and first day.
    pub memberships: Vec<Membership>,
    /// Every instrument.
    pub instruments: BTreeSet<InstrumentCode>,
}

/// What has to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Instruments that nobody has named yet.
    instruments: BTreeSet<&'a InstrumentCode>,
    parties: Vec<(Party, &'a InstrumentCode)>,
    memberships: Vec<&'a Membership>,
}

/// Imports the rows, on an operator's word.
///
/// # Errors
/// Every row that contradicts what the register holds.
pub fn import(tx: &mut Conn, reason: SystemReason, rows: &[Row], now: Moment) -> Result<Difference, Refusal> {
    let permits: BTreeMap<_, _> = rows
        .iter()
        .map(|row| &row.membership.instrument)
        .map(|code| (code, Permit::system(reason, Action::WriteRegisters, Place::of_instrument(code.clone()))))
        .collect();
    for permit in permits.values() {
        store::touch_instrument(tx, permit)?;
    }
    let held = store::held(tx)?;
    let (plan, difference) = decide(rows, &held).map_err(Refusal::Flaws)?;
    let permit = |code| permits.get(code).ok_or_else(|| Fault::Broken("an import without its permit".to_owned()));
    for code in &plan.instruments {
        // A code is its own name until a register of mandates tells it in full.
        store::write_instrument(tx, permit(*code)?, code.as_str(), None)?;
    }
    for (party, instrument) in &plan.parties {
        store::write_party(tx, permit(*instrument)?, party)?;
    }
    for membership in &plan.memberships {
        store::add_membership(tx, permit(&membership.instrument)?, membership, now)?;
    }
    Ok(difference)
}

/// What [`import`] would do.
///
/// # Errors
/// Those of [`import`].
pub fn compare(tx: &mut Conn, rows: &[Row]) -> Result<Difference, Refusal> {
    let held = store::held(tx)?;
    decide(rows, &held).map(|(_, difference)| difference).map_err(Refusal::Flaws)
}

/// Compares a file with the register.
fn decide<'a>(rows: &'a [Row], held: &Held) -> Result<(Plan<'a>, Difference), Vec<Flaw>> {
    let (mut plan, mut difference, mut flaws) = (Plan::default(), Difference::default(), Vec::new());
    let mut seen = BTreeSet::new();
    let mut by_party: BTreeMap<(&InstrumentCode, &PartyCode), Vec<&Membership>> = BTreeMap::new();
    for membership in &held.memberships {
        by_party.entry((&membership.instrument, &membership.party)).or_default().push(membership);
    }
    // A row of the file stands in for the one of the same first day that the register holds.
    let in_file: BTreeSet<_> = rows.iter().map(|row| term(&row.membership)).collect();
    for row in rows {
        let new = &row.membership;
        if !held.instruments.contains(&new.instrument) {
            plan.instruments.insert(&new.instrument);
        }
        if seen.insert(&row.party.code) {
            let named = format!("Party {}", row.party.code);
            let old = held.parties.get(&row.party.code);
            let names = old.map_or(row.party.names.clone(), |old| row.party.names.clone().beside(&old.names));
            let party = Party { names, ..row.party.clone() };
            if difference.note(old, &party, &named, said_of_party) {
                plan.parties.push((party, &new.instrument));
            }
        }
        let terms = by_party.get(&(&new.instrument, &new.party)).map(Vec::as_slice).unwrap_or_default();
        let standing = terms.iter().filter(|old| !in_file.contains(&term(old)));
        if let Some(old) = standing.into_iter().find(|old| old.overlaps(new)) {
            let message = format!(
                "the register holds a membership from {} that covers the same days: put it in the file too, with its last day",
                old.from
            );
            flaws.push(Flaw::new(format!("row {}, from", row.line), "overlap", message));
        }
        let named = format!("membership of {} in {} from {}", new.party, new.instrument, new.from);
        let same = terms.iter().copied().find(|old| old.from == new.from);
        if difference.note(same, new, &named, said_of_membership) {
            plan.memberships.push(new);
        }
    }
    if flaws.is_empty() { Ok((plan, difference)) } else { Err(flaws) }
}

fn term(membership: &Membership) -> (&InstrumentCode, &PartyCode, chrono::NaiveDate) {
    (&membership.instrument, &membership.party, membership.from)
}

fn said_of_party(party: &Party) -> String {
    let names = &party.names;
    let further = [&names.ar, &names.ru].into_iter().flatten().map(|name| format!(" / {name}"));
    format!("{}, {} / {} / {}{}", party.kind.word(), names.en, names.fr, names.es, further.collect::<String>())
}

fn said_of_membership(membership: &Membership) -> String {
    let until = membership.until.map(|until| format!(", until {until}")).unwrap_or_default();
    format!("{}, {}{until}", membership.region, membership.status.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parties::sheet;

    fn rows(body: &str) -> Vec<Row> {
        let header = sheet::COLUMNS.join(",");
        sheet::read(format!("{header}\n{body}").as_bytes()).unwrap()
    }

    fn holding(rows: &[Row]) -> Held {
        Held {
            parties: rows.iter().map(|row| (row.party.code.clone(), row.party.clone())).collect(),
            memberships: rows.iter().map(|row| row.membership.clone()).collect(),
            instruments: rows.iter().map(|row| row.membership.instrument.clone()).collect(),
        }
    }

    const ISRAEL: &str = "ISR,state,Israel,Israël,Israel,CMS,Asia,party,1983-11-01,\n";

    #[test]
    fn what_is_held_already_is_not_written_again() {
        let rows = rows(ISRAEL);
        let (plan, difference) = decide(&rows, &Held::default()).unwrap();
        assert_eq!((plan.parties.len(), plan.memberships.len(), plan.instruments.len()), (1, 1, 1));
        assert_eq!((difference.added.len(), difference.changed.len(), difference.unchanged), (2, 0, 0));
        let held = holding(&rows);
        let (plan, difference) = decide(&rows, &held).unwrap();
        assert_eq!(plan, Plan::default());
        assert!(difference.is_empty());
    }

    #[test]
    fn a_term_that_ends_and_one_that_follows() {
        let held = holding(&rows(ISRAEL));
        let moved = "ISR,state,Israel,Israël,Israel,CMS,Europe,party,2014-11-01,\n";
        let alone = rows(moved);
        assert_eq!(decide(&alone, &held).unwrap_err()[0].at, "row 2, from");
        let both = rows(&(ISRAEL.replace("01,\n", "01,2014-10-31\n") + moved));
        let (plan, difference) = decide(&both, &held).unwrap();
        assert_eq!(plan.memberships.len(), 2);
        let expect = "membership of ISR in CMS from 1983-11-01: Asia, party -> Asia, party, until 2014-10-31";
        assert_eq!(difference.changed, [expect]);
    }
}
