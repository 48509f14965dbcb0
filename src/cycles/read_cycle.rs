//! Reads cycles for a person.

use super::store::{self, Standing};
use super::{Cycle, Refusal};
use crate::access::{Action, Actor, Denied, permit};
use crate::db::Conn;
use crate::ids::CycleCode;

/// One cycle.
///
/// # Errors
/// `NotFound` when there is none, or none that this person may see.
pub fn read_cycle(tx: &mut Conn, actor: &Actor, code: &CycleCode) -> Result<Cycle, Refusal> {
    let cycle = store::find(tx, code)?.ok_or(Denied::NotFound)?;
    permit(actor, Action::ReadCycle, &cycle.place())?;
    Ok(cycle)
}

/// Every cycle this person may see, the newest deadline first.
///
/// # Errors
/// A `Fault` alone: whoever may see none gets an empty list.
pub fn list_cycles(tx: &mut Conn, actor: &Actor) -> Result<Vec<Cycle>, Refusal> {
    let mut cycles = store::all(tx)?;
    cycles.retain(|cycle| permit(actor, Action::ReadCycle, &cycle.place()).is_ok());
    Ok(cycles)
}

/// Who stands where in a cycle, by Party code.
///
/// # Errors
/// `NotFound` for a cycle this person may not see, `Forbidden` for whoever answers for a Party.
pub fn read_standings(tx: &mut Conn, actor: &Actor, code: &CycleCode) -> Result<(Cycle, Vec<Standing>), Refusal> {
    let cycle = store::find(tx, code)?.ok_or(Denied::NotFound)?;
    permit(actor, Action::ReadStandings, &cycle.place())?;
    let standings = store::standings(tx, code)?;
    Ok((cycle, standings))
}
