//! Takes a file of people in: all of them, or nobody.

use super::Refusal;
use super::add::{House, add_what_is_new};
use super::sheet::{Row, at_row};
use crate::access::{Action, Permit, Place, SystemReason};
use crate::clock::Moment;
use crate::db::Conn;
use crate::parties::Difference;

/// Adds every person with the grant of their row and writes the letters. Who has the grant already is left as they are,
/// and gets no letter.
///
/// # Errors
/// `Flaws`, those of all rows, each with its row and column; then nothing is kept, once the transaction is undone.
pub fn import(
    tx: &mut Conn,
    reason: SystemReason,
    rows: &[Row],
    house: &House,
    now: Moment,
) -> Result<Difference, Refusal> {
    let (mut difference, mut flaws) = (Difference::default(), Vec::new());
    for row in rows {
        let person = &row.person;
        let permit = Permit::system(reason, Action::ManagePeople, Place::of_instrument(row.instrument.clone()));
        match add_what_is_new(tx, &permit, person, house, now) {
            Ok(true) => {
                let party = person.party.as_ref().map(|party| format!(" for {party}")).unwrap_or_default();
                let (email, role) = (person.email.written(), person.role.word());
                difference.added.push(format!("{email}: {role} in {}{party}", row.instrument));
            }
            Ok(false) => difference.unchanged += 1,
            Err(Refusal::Flaws(found)) => flaws.extend(at_row(row.line, found)),
            Err(refusal) => return Err(refusal),
        }
    }
    if flaws.is_empty() { Ok(difference) } else { Err(Refusal::Flaws(flaws)) }
}
