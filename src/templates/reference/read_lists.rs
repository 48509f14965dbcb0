//! Reads reference lists for a person: for whoever has a grant in their instrument.

use super::store::{self, Listed};
use super::{Lists, ReferenceRow};
use crate::access::{Action, Actor, Place, permit};
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, ListCode, PartyCode, RowKey};
use crate::parties;
use crate::templates::Refusal;

/// A list with how many rows it has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The list.
    pub listed: Listed,
    /// Every row, retired ones too.
    pub rows: usize,
    /// Those in use.
    pub in_use: usize,
}

/// Which lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// Only those behind this one.
    pub after: Option<ListCode>,
    /// At most so many.
    pub limit: usize,
}

/// The lists of an instrument, by code.
///
/// # Errors
/// `Denied::NotFound` for whoever has no grant there, then `Flaws` of what was asked.
pub fn read_lists(
    tx: &mut Conn,
    actor: &Actor,
    instrument: &InstrumentCode,
    asked: Shaped<Which>,
) -> Result<Vec<Counted>, Refusal> {
    permit(actor, Action::ReadTemplate, &Place::of_instrument(instrument.clone()))?;
    let Which { after, limit } = asked?;
    let mut counts = store::counts(tx, instrument)?;
    let mut all = store::all_listed(tx, instrument)?;
    all.retain(|listed| after.as_ref().is_none_or(|after| listed.code > *after));
    all.truncate(limit);
    let counted = all.into_iter().map(|listed| {
        let (rows, in_use) = counts.remove(&listed.code).unwrap_or_default();
        Counted { listed, rows, in_use }
    });
    Ok(counted.collect())
}

/// Which rows of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// At which revision; none for the newest.
    pub revision: Option<i32>,
    /// Only the rows in use that concern this Party; none for all rows, retired ones too.
    pub party: Option<PartyCode>,
    /// Only those behind this one.
    pub after: Option<RowKey>,
    /// At most so many.
    pub limit: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The list as it stands now.
    pub listed: Listed,
    /// The revision that is shown.
    pub revision: i32,
    /// Its rows, in its order.
    pub rows: Vec<ReferenceRow>,
}

/// A page of a list at a revision.
///
/// # Errors
/// `Denied::NotFound` for whoever has no grant in the instrument, `NotFound` when there is no such list, `Flaws` of what
/// was asked, and `NotFound` when there is no such revision.
pub fn read_rows(
    tx: &mut Conn,
    actor: &Actor,
    lists: &Lists,
    (instrument, code): (&InstrumentCode, &ListCode),
    asked: Shaped<Page>,
) -> Result<Shown, Refusal> {
    permit(actor, Action::ReadTemplate, &Place::of_instrument(instrument.clone()))?;
    let listed = store::listed(tx, instrument, code)?.ok_or(Refusal::NotFound)?;
    let Page { revision, party, after, limit } = asked?;
    let revision = revision.unwrap_or(listed.revision);
    let list = lists.find(tx, instrument, code, Some(revision))?.ok_or(Refusal::NotFound)?;
    let mut flaws = Vec::new();
    let begin = match &after {
        None => Some(0),
        Some(after) => list.place(after).map(|at| at + 1),
    };
    if begin.is_none() {
        flaws.push(Flaw::new("after", "malformed", "send the last key of the page before"));
    }
    flaws.extend(unknown_party(tx, party.as_ref())?);
    let (Some(begin), true) = (begin, flaws.is_empty()) else { return Err(flaws.into()) };
    let behind = |row: &&ReferenceRow| list.place(&row.key).is_some_and(|at| at >= begin);
    let rows = match &party {
        None => list.rows.iter().skip(begin).take(limit).cloned().collect(),
        Some(party) => list.rows_for(party).filter(behind).take(limit).cloned().collect(),
    };
    Ok(Shown { listed, revision, rows })
}

fn unknown_party(tx: &mut Conn, party: Option<&PartyCode>) -> Result<Option<Flaw>, Fault> {
    let Some(party) = party else { return Ok(None) };
    let is_known = parties::store::find(tx, party)?.is_some();
    let flaw = || Flaw::new("party", "unknown_party", format!("there is no Party {party} in the register"));
    Ok((!is_known).then(flaw))
}
