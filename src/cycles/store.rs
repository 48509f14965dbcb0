//! The rows of cycles and of what is asked of each Party.

use diesel::prelude::*;

use super::{Cycle, Duty, Timetable};
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::schema::{cycles, due_list, parties, report_states, reports, template_versions, templates};
use crate::db::{Conn, direct};
use crate::fault::Fault;
use crate::ids::{AccountId, CycleCode, InstrumentCode, PartyCode, ReportId, RowId, TemplateName};

/// The columns of a cycle, in the order of [`Row`].
type Columns = (
    cycles::code,
    cycles::instrument,
    cycles::meeting,
    cycles::template,
    cycles::version,
    cycles::opens_at,
    cycles::due_at,
    cycles::cut_off_at,
    cycles::closes_at,
    cycles::time_zone,
    cycles::reminders,
    cycles::revision,
);
/// The columns, to select.
pub const COLUMNS: Columns = (
    cycles::code,
    cycles::instrument,
    cycles::meeting,
    cycles::template,
    cycles::version,
    cycles::opens_at,
    cycles::due_at,
    cycles::cut_off_at,
    cycles::closes_at,
    cycles::time_zone,
    cycles::reminders,
    cycles::revision,
);
/// A cycle as it comes out of the database.
pub type Row =
    (String, String, Option<String>, String, i32, Moment, Moment, Option<Moment>, Option<Moment>, String, String, i32);

/// Turns a row into a cycle.
pub fn read_row(row: Row) -> Result<Cycle, Fault> {
    let (
        code,
        instrument,
        meeting,
        template,
        version,
        opens_at,
        due_at,
        cut_off_at,
        closes_at,
        zone,
        reminders,
        revision,
    ) = row;
    Ok(Cycle {
        code: CycleCode::stored(code),
        instrument: InstrumentCode::stored(instrument),
        meeting,
        template: TemplateName::stored(template),
        version,
        timetable: Timetable { opens_at, due_at, cut_off_at, closes_at },
        time_zone: zone.parse().map_err(|_| Fault::Broken(format!("{zone:?} is no time zone")))?,
        reminders: serde_json::from_str(&reminders).map_err(|error| Fault::Broken(format!("reminders: {error}")))?,
        revision,
    })
}

/// One cycle.
pub fn find(tx: &mut Conn, code: &CycleCode) -> Result<Option<Cycle>, Fault> {
    cycles::table.find(code.as_str()).select(COLUMNS).first::<Row>(tx).optional()?.map(read_row).transpose()
}

/// Every cycle, the newest deadline first.
pub fn all(tx: &mut Conn) -> Result<Vec<Cycle>, Fault> {
    let mut found =
        cycles::table.select(COLUMNS).load::<Row>(tx)?.into_iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
    found.sort_by(|a, b| (b.timetable.due_at, &a.code).cmp(&(a.timetable.due_at, &b.code)));
    Ok(found)
}

/// Locks a cycle for this transaction and reads it.
pub fn touch(tx: &mut Conn, code: &CycleCode) -> Result<Option<Cycle>, Fault> {
    diesel::update(cycles::table.find(code.as_str())).set(cycles::revision.eq(cycles::revision)).execute(tx)?;
    find(tx, code)
}

/// The instrument and state of a template version; none when there is no such version.
pub fn template_version(
    tx: &mut Conn,
    name: &TemplateName,
    version: i32,
) -> Result<Option<(InstrumentCode, String)>, Fault> {
    let row: Option<(String, String)> = template_versions::table
        .inner_join(templates::table.on(templates::name.eq(template_versions::template)))
        .filter(template_versions::template.eq(name.as_str()))
        .filter(template_versions::version.eq(version))
        .select((templates::instrument, template_versions::state))
        .first(tx)
        .optional()?;
    Ok(row.map(|(instrument, state)| (InstrumentCode::stored(instrument), state)))
}

/// Which of these codes no Party has.
pub fn unknown_parties(tx: &mut Conn, codes: &[PartyCode]) -> Result<Vec<PartyCode>, Fault> {
    let known: std::collections::BTreeSet<String> =
        parties::table.select(parties::code).load::<String>(tx)?.into_iter().collect();
    Ok(codes.iter().filter(|code| !known.contains(code.as_str())).cloned().collect())
}

/// Writes a new cycle.
pub fn insert(tx: &mut Conn, permit: &Permit, cycle: &Cycle, now: Moment) -> Result<(), Fault> {
    diesel::insert_into(cycles::table)
        .values((
            cycles::code.eq(cycle.code.as_str()),
            cycles::instrument.eq(permit.place().instrument.as_str()),
            cycles::meeting.eq(&cycle.meeting),
            cycles::template.eq(cycle.template.as_str()),
            cycles::version.eq(cycle.version),
            cycles::opens_at.eq(cycle.timetable.opens_at),
            cycles::due_at.eq(cycle.timetable.due_at),
            cycles::cut_off_at.eq(cycle.timetable.cut_off_at),
            cycles::closes_at.eq(cycle.timetable.closes_at),
            cycles::time_zone.eq(cycle.time_zone.name()),
            cycles::reminders.eq(serde_json::json!(cycle.reminders).to_string()),
            cycles::revision.eq(cycle.revision),
            cycles::opened_at.eq(now),
            cycles::opened_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    Ok(())
}

/// Writes a cycle's dates and reminders over the old ones.
pub fn update(tx: &mut Conn, permit: &Permit, cycle: &Cycle) -> Result<(), Fault> {
    let code = permit.place().cycle.as_ref().ok_or_else(|| Fault::Broken("a permit for no cycle".to_owned()))?;
    diesel::update(cycles::table.find(code.as_str()))
        .set((
            cycles::opens_at.eq(cycle.timetable.opens_at),
            cycles::due_at.eq(cycle.timetable.due_at),
            cycles::cut_off_at.eq(cycle.timetable.cut_off_at),
            cycles::closes_at.eq(cycle.timetable.closes_at),
            cycles::reminders.eq(serde_json::json!(cycle.reminders).to_string()),
            cycles::revision.eq(cycle.revision),
        ))
        .execute(tx)?;
    Ok(())
}

/// Appends to the due list what is asked of a Party from now on.
pub fn append_duty(
    tx: &mut Conn,
    permit: &Permit,
    cycle: &CycleCode,
    party: &PartyCode,
    duty: &Duty,
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    let covered_by = match duty {
        Duty::Covered(by) => Some(by.as_str()),
        Duty::Due | Duty::Exempt | Duty::OtherFormat => None,
    };
    append(tx, permit, cycle, party, (duty.word(), covered_by, None), reason, now)
}

/// Appends to the due list a Party's own deadline.
pub fn append_extension(
    tx: &mut Conn,
    permit: &Permit,
    cycle: &CycleCode,
    party: &PartyCode,
    to: Moment,
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    append(tx, permit, cycle, party, ("extended", None, Some(to)), reason, now)
}

fn append(
    tx: &mut Conn,
    permit: &Permit,
    cycle: &CycleCode,
    party: &PartyCode,
    (kind, covered_by, extended_to): (&str, Option<&str>, Option<Moment>),
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    diesel::insert_into(due_list::table)
        .values((
            due_list::id.eq(RowId::fresh().as_str()),
            due_list::cycle.eq(cycle.as_str()),
            due_list::party.eq(party.as_str()),
            due_list::kind.eq(kind),
            due_list::covered_by.eq(covered_by),
            due_list::extended_to.eq(extended_to),
            due_list::reason.eq(reason),
            due_list::recorded_at.eq(now),
            due_list::recorded_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    Ok(())
}

/// The deadline a Party was given for itself, if it was.
pub fn extended_to(tx: &mut Conn, cycle: &CycleCode, party: &PartyCode) -> Result<Option<Moment>, Fault> {
    let query = due_list::table
        .filter(due_list::cycle.eq(cycle.as_str()))
        .filter(due_list::party.eq(party.as_str()))
        .filter(due_list::kind.eq("extended"))
        .order((due_list::recorded_at, due_list::id))
        .select(due_list::extended_to);
    let moved: Vec<Option<Moment>> = direct!(tx, |conn| query.load(conn))?;
    // The newest counts. A deadline is moved once or twice.
    Ok(moved.into_iter().next_back().flatten())
}

/// What is asked of every Party of a cycle, with its own deadline and the report's state, by code.
pub fn standings(tx: &mut Conn, cycle: &CycleCode) -> Result<Vec<Standing>, Fault> {
    let mut found = duties(tx, cycle)?;
    type Row = (String, String, i64, i32);
    let rows: Vec<Row> = reports::table
        .filter(reports::cycle.eq(cycle.as_str()))
        .select((reports::party, reports::state, reports::revision, reports::submissions))
        .load(tx)?;
    for (party, state, revision, submissions) in rows {
        if let Some(standing) = found.get_mut(&party) {
            standing.report = Some((state, revision, submissions));
        }
    }
    Ok(found.into_values().collect())
}

fn duties(tx: &mut Conn, cycle: &CycleCode) -> Result<std::collections::BTreeMap<String, Standing>, Fault> {
    type Row = (String, String, String, Option<String>, Option<Moment>);
    let rows: Vec<Row> = due_list::table
        .inner_join(parties::table.on(parties::code.eq(due_list::party)))
        .filter(due_list::cycle.eq(cycle.as_str()))
        .order((due_list::recorded_at, due_list::id))
        .select((due_list::party, parties::name_en, due_list::kind, due_list::covered_by, due_list::extended_to))
        .load(tx)?;
    let mut found = std::collections::BTreeMap::new();
    for (party, name, kind, covered_by, extended_to) in rows {
        let standing = found.entry(party.clone()).or_insert_with(|| Standing {
            party: PartyCode::stored(party),
            name,
            duty: Duty::Due,
            extended_to: None,
            report: None,
        });
        match kind.as_str() {
            "extended" => standing.extended_to = extended_to,
            "due" => standing.duty = Duty::Due,
            "exempt" => standing.duty = Duty::Exempt,
            "other_format" => standing.duty = Duty::OtherFormat,
            "covered" => {
                let by = covered_by.ok_or_else(|| Fault::Broken("a Party covered by none".to_owned()))?;
                standing.duty = Duty::Covered(PartyCode::stored(by));
            }
            _ => return Err(Fault::Broken(format!("the due list says {kind:?}"))),
        }
    }
    Ok(found)
}

/// Where one Party stands in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub party: PartyCode,
    /// Its name in English.
    pub name: String,
    /// What is asked of it.
    pub duty: Duty,
    /// Its own deadline, if it was given one.
    pub extended_to: Option<Moment>,
    /// Its report's state, revision and number of submissions; none where no report is due.
    pub report: Option<(String, i64, i32)>,
}

/// Opens a Party's report; none when it is there already.
pub fn open_report(
    tx: &mut Conn,
    permit: &Permit,
    cycle: &CycleCode,
    party: &PartyCode,
    now: Moment,
) -> Result<Option<ReportId>, Fault> {
    let there: Option<String> = reports::table
        .filter(reports::cycle.eq(cycle.as_str()))
        .filter(reports::party.eq(party.as_str()))
        .select(reports::id)
        .first(tx)
        .optional()?;
    if there.is_some() {
        return Ok(None);
    }
    let id = ReportId::fresh();
    diesel::insert_into(reports::table)
        .values((
            reports::id.eq(id.as_str()),
            reports::cycle.eq(cycle.as_str()),
            reports::party.eq(party.as_str()),
            reports::state.eq("not_started"),
            reports::revision.eq(0_i64),
            reports::chain.eq(crate::audit::ORIGIN),
            reports::submissions.eq(0),
            reports::shared.eq(false),
        ))
        .execute(tx)?;
    diesel::insert_into(report_states::table)
        .values((
            report_states::report_id.eq(id.as_str()),
            report_states::sequence.eq(1),
            report_states::state.eq("not_started"),
            report_states::reason.eq("the cycle was opened"),
            report_states::recorded_at.eq(now),
            report_states::recorded_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    Ok(Some(id))
}
