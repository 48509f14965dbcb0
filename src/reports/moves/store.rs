//! The answers that a move looks at, and those it writes.

use diesel::prelude::*;

use super::kept::{Carried, Kept};
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{answer_revisions, answers, reports};
use crate::digest;
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode, ReportId};
use crate::reports::chain::{self, Link};
use crate::reports::said_store::{SAID, Said, read};
use crate::reports::store::{NewAnswer, advance, put};

/// A report as a move knows it.
pub struct Head {
    /// Which.
    pub id: ReportId,
    /// Whose.
    pub party: PartyCode,
    /// Where it is.
    pub state: String,
    /// Counts every answer ever saved in it.
    pub revision: i64,
    /// The hash of the newest.
    pub chain: String,
}

/// Locks every report of a cycle for this transaction: who saves meanwhile waits, and then finds the cycle moved.
pub fn touch(tx: &mut Conn, cycle: &CycleCode) -> Result<(), Fault> {
    let all = reports::table.filter(reports::cycle.eq(cycle.as_str()));
    diesel::update(all).set(reports::revision.eq(reports::revision)).execute(tx)?;
    Ok(())
}

/// Every report of a cycle, by Party.
pub fn heads(tx: &mut Conn, cycle: &CycleCode) -> Result<Vec<Head>, Fault> {
    let rows: Vec<(String, String, String, i64, String)> = reports::table
        .filter(reports::cycle.eq(cycle.as_str()))
        .order(reports::party)
        .select((reports::id, reports::party, reports::state, reports::revision, reports::chain))
        .load(tx)?;
    let head = |(id, party, state, revision, chain)| Head {
        id: ReportId::stored(id),
        party: PartyCode::stored(party),
        state,
        revision,
        chain,
    };
    Ok(rows.into_iter().map(head).collect())
}

/// The current answers of a report under some names.
pub fn kept(tx: &mut Conn, report: &ReportId, names: &[String]) -> Result<Vec<Kept>, Fault> {
    let rows: Vec<(String, String, Said, i32, Moment, i64)> = answers::table
        .inner_join(
            answer_revisions::table.on(answer_revisions::report_id
                .eq(answers::report_id)
                .and(answer_revisions::question.eq(answers::question))
                .and(answer_revisions::row_path.eq(answers::row_path))
                .and(answer_revisions::revision.eq(answers::revision))),
        )
        .filter(answers::report_id.eq(report.as_str()))
        .filter(answers::question.eq_any(names))
        .order((answers::question, answers::row_path))
        .select((
            answers::question,
            answers::row_path,
            SAID,
            answers::revision,
            answers::saved_at,
            answer_revisions::report_revision,
        ))
        .load(tx)?;
    rows.into_iter()
        .map(|(question, row_path, said, revision, saved_at, report_revision)| {
            let answer = read(said.clone(), revision, saved_at, None)?.answer;
            let (value, other, qualifier, comment, language, attachments, links, carried_from) = said;
            let said = [value, other, qualifier, comment, language, attachments, links];
            Ok(Kept { question, row_path, answer, said, carried_from, revision, report_revision })
        })
        .collect()
}

/// Writes answers under the names they go to, as the next revisions there, said by nobody, each with where it came from.
/// What stands under the former names stays.
pub fn carry(
    tx: &mut Conn,
    permit: &Permit,
    head: &Head,
    carried: &[Carried<'_>],
    sequence: i32,
    now: Moment,
) -> Result<(), Fault> {
    let (mut chain, mut report_revision) = (head.chain.clone(), head.revision);
    for one in carried {
        report_revision += 1;
        let operation = operation(sequence, &one.kept.question);
        let said = one.kept.said.each_ref().map(Option::as_deref);
        let link = Link {
            question: one.to,
            row_path: &one.kept.row_path,
            revision: one.over + 1,
            said,
            saved_at: now,
            saved_by: None,
            report_revision,
            operation: Some(&operation),
            // What nobody has confirmed is not confirmed by its new name.
            carried_from: one.kept.carried_from.as_deref(),
        };
        chain = chain::seal(&chain, &link);
        let new = NewAnswer {
            question: one.to,
            row_path: &one.kept.row_path,
            said,
            revision: one.over + 1,
            saved_at: now,
            report_revision,
            operation: Some(&operation),
            carried_from: link.carried_from,
            request_sha256: &digest::sha256(operation.as_bytes()),
            hash: &chain,
        };
        put(tx, permit, &new)?;
    }
    if !carried.is_empty() {
        advance(tx, permit, report_revision, &chain)?;
    }
    Ok(())
}

/// Says where a carried answer came from. An operation id that a person sends has no spaces, so that none is like it; and it is
/// sealed with the answer.
fn operation(sequence: i32, question: &str) -> String {
    format!("move {sequence}: {MOVED}{question}")
}

/// What stands before a former name in the operation of a carried answer.
const MOVED: &str = "was ";

/// The name that a carried answer had, read from its operation; none for an answer that a person saved.
pub fn moved_from(operation: &str) -> Option<&str> {
    let (_, said) = operation.strip_prefix("move ")?.split_once(": ")?;
    said.strip_prefix(MOVED)
}
