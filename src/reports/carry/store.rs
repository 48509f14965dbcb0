//! What a Party submitted in earlier cycles.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::cycles::Cycle;
use crate::db::schema::{cycles, reports, submissions};
use crate::db::{Conn, direct};
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode, SubmissionId, TemplateName};

/// A submission of an earlier cycle.
pub struct Earlier {
    /// Its id.
    pub id: SubmissionId,
    /// Its cycle.
    pub cycle: CycleCode,
    /// Its number.
    pub number: i32,
    /// What people cite.
    pub reference: String,
    /// When its cycle was due.
    pub due_at: Moment,
}

/// The newest submission that a Party made of a template in the latest cycle before this one; none when it made none.
pub fn newest(
    tx: &mut Conn,
    cycle: &Cycle,
    party: &PartyCode,
    template: &TemplateName,
) -> Result<Option<Earlier>, Fault> {
    type Row = (String, String, i32, String, Moment);
    let query = submissions::table
        .inner_join(reports::table.on(reports::id.eq(submissions::report_id)))
        .inner_join(cycles::table.on(cycles::code.eq(reports::cycle)))
        .filter(reports::party.eq(party.as_str()))
        .filter(cycles::instrument.eq(cycle.instrument.as_str()))
        .filter(cycles::due_at.lt(cycle.timetable.due_at))
        .filter(submissions::template.eq(template.as_str()))
        .order((cycles::due_at.desc(), cycles::code.desc(), submissions::number.desc()))
        .limit(1)
        .select((submissions::id, cycles::code, submissions::number, submissions::reference, cycles::due_at));
    let row = direct!(tx, |conn| query.get_result::<Row>(conn)).optional()?;
    Ok(row.map(|(id, cycle, number, reference, due_at)| Earlier {
        id: SubmissionId::stored(id),
        cycle: CycleCode::stored(cycle),
        number,
        reference,
        due_at,
    }))
}
