//! Which version a cycle asked from when on.

use diesel::prelude::*;

use super::Cycle;
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{cycle_versions, cycles};
use crate::fault::Fault;
use crate::ids::{AccountId, CycleCode};

/// Why a cycle asks what it asks from now on.
pub struct Turn<'a> {
    /// In words.
    pub reason: &'a str,
    /// SHA-256 of the impact list; none when the cycle was opened.
    pub impact_sha256: Option<&'a str>,
}

/// Keeps from when on a cycle asks its version. Answers how many times it was told, this one included.
pub fn append(tx: &mut Conn, permit: &Permit, cycle: &Cycle, turn: &Turn<'_>, now: Moment) -> Result<i32, Fault> {
    let last: Option<i32> = cycle_versions::table
        .filter(cycle_versions::cycle.eq(cycle.code.as_str()))
        .select(diesel::dsl::max(cycle_versions::sequence))
        .first(tx)?;
    let sequence = last.unwrap_or(0).saturating_add(1);
    diesel::insert_into(cycle_versions::table)
        .values((
            cycle_versions::cycle.eq(cycle.code.as_str()),
            cycle_versions::sequence.eq(sequence),
            cycle_versions::template.eq(cycle.template.as_str()),
            cycle_versions::version.eq(cycle.version),
            cycle_versions::reason.eq(turn.reason),
            cycle_versions::impact_sha256.eq(turn.impact_sha256),
            cycle_versions::recorded_at.eq(now),
            cycle_versions::recorded_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    Ok(sequence)
}

/// Writes another version into the cycle the permit holds for, and its next revision.
pub fn set_version(tx: &mut Conn, permit: &Permit, cycle: &Cycle) -> Result<(), Fault> {
    let code = permit.place().cycle.as_ref().ok_or_else(|| Fault::Broken("a permit for no cycle".to_owned()))?;
    diesel::update(cycles::table.find(code.as_str()))
        .set((cycles::version.eq(cycle.version), cycles::revision.eq(cycle.revision)))
        .execute(tx)?;
    Ok(())
}

/// The version that a cycle asked at a moment; before it was opened, the one it was opened with.
pub fn version_at(tx: &mut Conn, cycle: &CycleCode, until: Moment) -> Result<Option<i32>, Fault> {
    let rows: Vec<(i32, Moment)> = cycle_versions::table
        .filter(cycle_versions::cycle.eq(cycle.as_str()))
        .order(cycle_versions::sequence)
        .select((cycle_versions::version, cycle_versions::recorded_at))
        .load(tx)?;
    let held = rows.iter().rfind(|(_, since)| *since <= until).or(rows.first());
    Ok(held.map(|(version, _)| *version))
}
