//! The rows of reports and their answers.

use diesel::prelude::*;

use super::answer::Answer;
use super::carried::Carried;
use super::kept::Kept;
use super::said_store::{SAID, SAID_THEN, Said, read};
use super::{Report, State};
use crate::access::Permit;
use crate::clock::Moment;
use crate::cycles;
use crate::db::schema::{accounts, answer_revisions, answers, cycles as cycles_table, report_states, reports};
use crate::db::{Bind, Conn, Prepared, direct};
use crate::fault::Fault;
use crate::ids::{AccountId, CycleCode, PartyCode, ReportId};

type Head = (String, String, String, i64, String, i32, Option<Moment>, bool);

/// Locks a report for this transaction and reads it.
pub fn touch(tx: &mut Conn, cycle: &CycleCode, party: &PartyCode) -> Result<Option<Report>, Fault> {
    if !tx.writes_alone() {
        let mine = reports::table.filter(reports::cycle.eq(cycle.as_str())).filter(reports::party.eq(party.as_str()));
        diesel::update(mine).set(reports::revision.eq(reports::revision)).execute(tx)?;
    }
    find(tx, cycle, party)
}

/// One Party's report in a cycle.
pub fn find(tx: &mut Conn, cycle: &CycleCode, party: &PartyCode) -> Result<Option<Report>, Fault> {
    let query = reports::table
        .inner_join(cycles_table::table.on(cycles_table::code.eq(reports::cycle)))
        .filter(reports::cycle.eq(cycle.as_str()))
        .filter(reports::party.eq(party.as_str()))
        .select((
            (
                reports::id,
                reports::party,
                reports::state,
                reports::revision,
                reports::chain,
                reports::submissions,
                reports::reopened_until,
                reports::shared,
            ),
            cycles::store::COLUMNS,
        ));
    let row = direct!(tx, |conn| query.get_result::<(Head, cycles::store::Row)>(conn)).optional()?;
    let Some((head, cycle_row)) = row else { return Ok(None) };
    let cycle = cycles::store::read_row(cycle_row)?;
    let (id, party, state, revision, chain, submissions, reopened_until, shared) = head;
    let party = PartyCode::stored(party);
    let extended_to = cycles::store::extended_to(tx, &cycle.code, &party)?;
    Ok(Some(Report {
        id: ReportId::stored(id),
        cycle,
        party,
        state: state.parse()?,
        revision,
        chain,
        submissions,
        reopened_until,
        shared,
        extended_to,
    }))
}

/// The cycle and Party of every report of some Parties, newest deadline first: "my reports".
pub fn of_parties(tx: &mut Conn, instrument: &str, parties: &[&str]) -> Result<Vec<(CycleCode, PartyCode)>, Fault> {
    let rows: Vec<(String, String)> = reports::table
        .inner_join(cycles_table::table.on(cycles_table::code.eq(reports::cycle)))
        .filter(cycles_table::instrument.eq(instrument))
        .filter(reports::party.eq_any(parties.to_vec()))
        .order((cycles_table::due_at.desc(), reports::cycle, reports::party))
        .select((reports::cycle, reports::party))
        .load(tx)?;
    Ok(rows.into_iter().map(|(cycle, party)| (CycleCode::stored(cycle), PartyCode::stored(party))).collect())
}

/// An answer as it is kept, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// What was said.
    pub answer: Answer,
    /// 1, 2, 3… ; 0 for an answer never given.
    pub revision: i32,
    /// When.
    pub saved_at: Option<Moment>,
    /// By whom: a name.
    pub saved_by: Option<String>,
    /// Where a person last said it, while nobody has confirmed it in this report.
    pub carried: Option<Carried>,
}

impl Stored {
    /// What stands where nothing was ever saved.
    pub fn blank() -> Self {
        Self { answer: Answer::default(), revision: 0, saved_at: None, saved_by: None, carried: None }
    }
}

/// The current answer at a path.
pub fn current(tx: &mut Conn, report: &ReportId, question: &str, row_path: &str) -> Result<Stored, Fault> {
    type Row = (Said, i32, Moment, Option<String>);
    let query = answers::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(answers::saved_by)))
        .filter(answers::report_id.eq(report.as_str()))
        .filter(answers::question.eq(question))
        .filter(answers::row_path.eq(row_path))
        .select((SAID, answers::revision, answers::saved_at, accounts::name.nullable()));
    let row = direct!(tx, |conn| query.get_result::<Row>(conn)).optional()?;
    let Some((said, revision, saved_at, saved_by)) = row else { return Ok(Stored::blank()) };
    read(said, revision, saved_at, saved_by)
}

/// The query for the current answers of a report.
macro_rules! answers_of {
    ($report:expr) => {
        answers::table
            .left_join(accounts::table.on(accounts::id.nullable().eq(answers::saved_by)))
            .filter(answers::report_id.eq($report.as_str()))
            .order((answers::question, answers::row_path))
            .select((
                answers::question,
                answers::row_path,
                SAID,
                answers::revision,
                answers::saved_at,
                accounts::name.nullable(),
            ))
    };
}

type Current = (String, String, Said, i32, Moment, Option<String>);

/// Every current answer of a report.
pub fn all(tx: &mut Conn, report: &ReportId) -> Result<Kept, Fault> {
    collected(answers_of!(report).load(tx)?)
}

/// The current answers to some questions of a report, in every row: each question by what its answers are kept under.
pub fn some(tx: &mut Conn, report: &ReportId, questions: &[&str]) -> Result<Kept, Fault> {
    collected(answers_of!(report).filter(answers::question.eq_any(questions)).load(tx)?)
}

fn collected(rows: Vec<Current>) -> Result<Kept, Fault> {
    let mut kept = Kept::default();
    for (question, row, said, revision, saved_at, saved_by) in rows {
        kept.add(question, row, read(said, revision, saved_at, saved_by)?);
    }
    Ok(kept)
}

/// The rows of a repeat or a table that people made, each with its place; those taken away have none.
pub fn made(tx: &mut Conn, report: &ReportId, frame: &str) -> Result<Vec<(String, Option<String>)>, Fault> {
    Ok(answers::table
        .filter(answers::report_id.eq(report.as_str()))
        .filter(answers::question.eq(frame))
        .select((answers::row_path, answers::value))
        .load(tx)?)
}

/// Every revision of one answer, the oldest first.
pub fn history(tx: &mut Conn, report: &ReportId, question: &str, row_path: &str) -> Result<Vec<Stored>, Fault> {
    type Row = (Said, i32, Moment, Option<String>);
    let rows: Vec<Row> = answer_revisions::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(answer_revisions::saved_by)))
        .filter(answer_revisions::report_id.eq(report.as_str()))
        .filter(answer_revisions::question.eq(question))
        .filter(answer_revisions::row_path.eq(row_path))
        .order(answer_revisions::revision)
        .select((SAID_THEN, answer_revisions::revision, answer_revisions::saved_at, accounts::name.nullable()))
        .load(tx)?;
    rows.into_iter().map(|(said, revision, saved_at, saved_by)| read(said, revision, saved_at, saved_by)).collect()
}

/// What an operation id did at a path: the hash of what was sent, and what was kept.
pub fn operation(
    tx: &mut Conn,
    report: &ReportId,
    operation: &str,
    question: &str,
    row_path: &str,
) -> Result<Option<(String, i64, Stored)>, Fault> {
    type Row = (String, i64, Said, i32, Moment, Option<String>);
    let query = answer_revisions::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(answer_revisions::saved_by)))
        .filter(answer_revisions::report_id.eq(report.as_str()))
        .filter(answer_revisions::operation.eq(operation))
        .filter(answer_revisions::question.eq(question))
        .filter(answer_revisions::row_path.eq(row_path))
        .select((
            answer_revisions::request_sha256,
            answer_revisions::report_revision,
            SAID_THEN,
            answer_revisions::revision,
            answer_revisions::saved_at,
            accounts::name.nullable(),
        ));
    let row = direct!(tx, |conn| query.get_result::<Row>(conn)).optional()?;
    let Some((request, report_revision, said, revision, saved_at, saved_by)) = row else { return Ok(None) };
    let stored = read(said, revision, saved_at, saved_by)?;
    Ok(Some((request, report_revision, stored)))
}

/// An answer to be written, with the columns in their stored form.
pub struct NewAnswer<'a> {
    /// Which question.
    pub question: &'a str,
    /// In which row; empty at the top.
    pub row_path: &'a str,
    /// Value, words of the other choice, qualifier, comment, language, attachments, links.
    pub said: [Option<&'a str>; 7],
    /// The revision it becomes.
    pub revision: i32,
    /// When.
    pub saved_at: Moment,
    /// The report's revision after it.
    pub report_revision: i64,
    /// The operation that saves it.
    pub operation: Option<&'a str>,
    /// Where it was said before, for an answer that is carried forward.
    pub carried_from: Option<&'a str>,
    /// The hash of what was sent.
    pub request_sha256: &'a str,
    /// The hash of the answer, sealed to the one before.
    pub hash: &'a str,
}

/// The current answer of a question: the first, or in place of the one before.
const PUT: &str = "INSERT INTO answers \
     (report_id, question, row_path, value, other, qualifier, comment, language, attachments, links, revision, saved_at, \
     saved_by, carried_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
     ON CONFLICT (report_id, question, row_path) DO UPDATE SET \
     value = excluded.value, other = excluded.other, qualifier = excluded.qualifier, comment = excluded.comment, \
     language = excluded.language, attachments = excluded.attachments, links = excluded.links, revision = excluded.revision, saved_at = excluded.saved_at, \
     saved_by = excluded.saved_by, carried_from = excluded.carried_from";

/// Writes an answer into the report the permit holds for: the current value, and a revision that stays.
pub fn put(tx: &mut Conn, permit: &Permit, new: &NewAnswer<'_>) -> Result<(), Fault> {
    let report = permit.report()?.as_str();
    let saved_by = permit.account().map(AccountId::as_str);
    let [value, other, qualifier, comment, language, attachments, links] = new.said.map(Bind::Text);
    let current = Prepared {
        text: PUT,
        binds: [
            report.into(),
            new.question.into(),
            new.row_path.into(),
            value,
            other,
            qualifier,
            comment,
            language,
            attachments,
            links,
            Bind::Integer(new.revision),
            Bind::Moment(new.saved_at),
            Bind::Text(saved_by),
            Bind::Text(new.carried_from),
        ],
    };
    direct!(tx, |conn| current.execute(conn))?;
    append_revision(tx, report, saved_by, new)
}

/// Writes the first revision of an answer alone; [`set_down`] makes the current answers of them.
pub fn append(tx: &mut Conn, permit: &Permit, new: &NewAnswer<'_>) -> Result<(), Fault> {
    append_revision(tx, permit.report()?.as_str(), permit.account().map(AccountId::as_str), new)
}

/// Makes the current answers of a report in which every answer has one revision and none is current yet.
pub fn set_down(tx: &mut Conn, permit: &Permit) -> Result<(), Fault> {
    let text = "INSERT INTO answers \
         (report_id, question, row_path, value, other, qualifier, comment, language, attachments, links, revision, \
         saved_at, saved_by, carried_from) SELECT report_id, question, row_path, value, other, qualifier, comment, \
         language, attachments, links, revision, saved_at, saved_by, carried_from FROM answer_revisions WHERE report_id = ?";
    let made = Prepared { text, binds: [permit.report()?.as_str().into()] };
    direct!(tx, |conn| made.execute(conn))?;
    Ok(())
}

fn append_revision(tx: &mut Conn, report: &str, saved_by: Option<&str>, new: &NewAnswer<'_>) -> Result<(), Fault> {
    let [value, other, qualifier, comment, language, attachments, links] = new.said;
    let appended = diesel::insert_into(answer_revisions::table).values((
        answer_revisions::report_id.eq(report),
        answer_revisions::question.eq(new.question),
        answer_revisions::row_path.eq(new.row_path),
        answer_revisions::revision.eq(new.revision),
        answer_revisions::value.eq(value),
        answer_revisions::other.eq(other),
        answer_revisions::qualifier.eq(qualifier),
        answer_revisions::comment.eq(comment),
        answer_revisions::language.eq(language),
        answer_revisions::attachments.eq(attachments),
        answer_revisions::links.eq(links),
        answer_revisions::saved_at.eq(new.saved_at),
        answer_revisions::saved_by.eq(saved_by),
        answer_revisions::report_revision.eq(new.report_revision),
        answer_revisions::operation.eq(new.operation),
        answer_revisions::request_sha256.eq(new.request_sha256),
        answer_revisions::hash.eq(new.hash),
        answer_revisions::carried_from.eq(new.carried_from),
    ));
    direct!(tx, |conn| appended.execute(conn))?;
    Ok(())
}

/// A Party's name in a language; its English name where it has none in it.
pub fn party_name(tx: &mut Conn, party: &PartyCode, language: &str) -> Result<String, Fault> {
    let name = crate::parties::store::name(tx, party, language.get(..2).unwrap_or(language))?;
    Ok(name.unwrap_or_else(|| party.to_string()))
}

/// Moves the report's own counters on after answers were put.
pub fn advance(tx: &mut Conn, permit: &Permit, revision: i64, chain: &str) -> Result<(), Fault> {
    let binds = [Bind::BigInt(revision), chain.into(), permit.report()?.as_str().into()];
    let advanced = Prepared { text: "UPDATE reports SET revision = ?, chain = ? WHERE id = ?", binds };
    direct!(tx, |conn| advanced.execute(conn))?;
    Ok(())
}

/// Moves the report to another state, and keeps that it did.
pub fn enter(tx: &mut Conn, permit: &Permit, state: State, reason: &str, now: Moment) -> Result<(), Fault> {
    let report = permit.report()?.as_str();
    let last: Option<i32> = report_states::table
        .filter(report_states::report_id.eq(report))
        .select(diesel::dsl::max(report_states::sequence))
        .first(tx)?;
    diesel::insert_into(report_states::table)
        .values((
            report_states::report_id.eq(report),
            report_states::sequence.eq(last.unwrap_or(0) + 1),
            report_states::state.eq(state.word()),
            report_states::reason.eq(reason),
            report_states::recorded_at.eq(now),
            report_states::recorded_by.eq(permit.account().map(AccountId::as_str)),
        ))
        .execute(tx)?;
    diesel::update(reports::table.find(report)).set(reports::state.eq(state.word())).execute(tx)?;
    Ok(())
}

/// Until when a reopened report stays open though its cycle closes.
pub fn keep_open_until(tx: &mut Conn, permit: &Permit, until: Option<Moment>) -> Result<(), Fault> {
    diesel::update(reports::table.find(permit.report()?.as_str()))
        .set(reports::reopened_until.eq(until))
        .execute(tx)?;
    Ok(())
}

/// Lets the Secretariat read the draft, or no longer.
pub fn set_shared(tx: &mut Conn, permit: &Permit, shared: bool) -> Result<(), Fault> {
    diesel::update(reports::table.find(permit.report()?.as_str())).set(reports::shared.eq(shared)).execute(tx)?;
    Ok(())
}
