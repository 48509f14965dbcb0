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
    /// The version of the template that it answers.
    pub version: i32,
    /// Its number.
    pub number: i32,
    /// What people cite.
    pub reference: String,
    /// When its cycle was due.
    pub due_at: Moment,
}

/// The newest submission that a Party made of a template in each cycle before this one, the latest cycle first.
pub fn newest(tx: &mut Conn, cycle: &Cycle, party: &PartyCode, template: &TemplateName) -> Result<Vec<Earlier>, Fault> {
    type Row = (String, String, i32, i32, String, Moment);
    let query = submissions::table
        .inner_join(reports::table.on(reports::id.eq(submissions::report_id)))
        .inner_join(cycles::table.on(cycles::code.eq(reports::cycle)))
        .filter(reports::party.eq(party.as_str()))
        .filter(cycles::instrument.eq(cycle.instrument.as_str()))
        .filter(cycles::due_at.lt(cycle.timetable.due_at))
        .filter(submissions::template.eq(template.as_str()))
        .order((cycles::due_at.desc(), cycles::code.desc(), submissions::number.desc()))
        .select((
            submissions::id,
            cycles::code,
            submissions::version,
            submissions::number,
            submissions::reference,
            cycles::due_at,
        ));
    let rows = direct!(tx, |conn| query.load::<Row>(conn))?;
    let mut all: Vec<Earlier> = Vec::new();
    for (id, cycle, version, number, reference, due_at) in rows {
        let (id, cycle) = (SubmissionId::stored(id), CycleCode::stored(cycle));
        if all.last().is_none_or(|last| last.cycle != cycle) {
            all.push(Earlier { id, cycle, version, number, reference, due_at });
        }
    }
    Ok(all)
}
