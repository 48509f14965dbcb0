//! What the figures read: due lists, submissions and their answers, as they stood at a moment. Nothing is written here.

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;

use super::cell_store::{Status, Word};
use crate::clock::Moment;
use crate::cycles::Duty;
use crate::db::Conn;
use crate::db::schema::{due_list, parties, report_states, reports, submissions, submitted_answers};
use crate::fault::Fault;
use crate::ids::{CycleCode, PartyCode, SubmissionId};

/// What the due list said of a Party.
pub struct DueRow {
    /// Who.
    pub party: PartyCode,
    /// Its name in English.
    pub name: String,
    /// What was asked of it; none while only its deadline was moved.
    pub duty: Option<Duty>,
    /// Its own deadline, if it was given one.
    pub extended_to: Option<Moment>,
}

/// What the due list of a cycle said up to a moment; one row for each Party in it, by code.
pub fn due_rows(tx: &mut Conn, cycle: &CycleCode, until: Moment) -> Result<Vec<DueRow>, Fault> {
    type Row = (String, String, String, Option<String>, Option<Moment>);
    let rows: Vec<Row> = due_list::table
        .inner_join(parties::table.on(parties::code.eq(due_list::party)))
        .filter(due_list::cycle.eq(cycle.as_str()))
        .filter(due_list::recorded_at.le(until))
        .order((due_list::recorded_at, due_list::id))
        .select((due_list::party, parties::name_en, due_list::kind, due_list::covered_by, due_list::extended_to))
        .load(tx)?;
    let mut found = std::collections::BTreeMap::new();
    for (party, name, kind, covered_by, extended_to) in rows {
        let party = PartyCode::stored(party);
        let row = found.entry(party.clone()).or_insert_with(|| DueRow { party, name, duty: None, extended_to: None });
        match kind.as_str() {
            "extended" => row.extended_to = extended_to,
            "due" => row.duty = Some(Duty::Due),
            "exempt" => row.duty = Some(Duty::Exempt),
            "other_format" => row.duty = Some(Duty::OtherFormat),
            "covered" => {
                let by = covered_by.ok_or_else(|| Fault::Broken("a Party covered by none".to_owned()))?;
                row.duty = Some(Duty::Covered(PartyCode::stored(by)));
            }
            _ => return Err(Fault::Broken(format!("the due list says {kind:?}"))),
        }
    }
    Ok(found.into_values().collect())
}

/// The state each report of a cycle was in at a moment, by Party.
pub fn states(tx: &mut Conn, cycle: &CycleCode, until: Moment) -> Result<Vec<(PartyCode, String)>, Fault> {
    let rows: Vec<(String, String)> = report_states::table
        .inner_join(reports::table.on(reports::id.eq(report_states::report_id)))
        .filter(reports::cycle.eq(cycle.as_str()))
        .filter(report_states::recorded_at.le(until))
        .order((reports::party, report_states::sequence))
        .select((reports::party, report_states::state))
        .load(tx)?;
    // The newest comes last; collecting into a map keeps the last.
    let newest: std::collections::BTreeMap<String, String> = rows.into_iter().collect();
    Ok(newest.into_iter().map(|(party, state)| (PartyCode::stored(party), state)).collect())
}

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Which.
    pub id: SubmissionId,
    /// 1, 2, 3… of its report.
    pub number: i32,
    /// The template version it answers.
    pub version: i32,
    /// Of the frozen document.
    pub sha256: String,
    /// When.
    pub submitted_at: Moment,
}

/// The submissions of a cycle up to a moment, with their Parties; each Party's in order.
pub fn submissions(tx: &mut Conn, cycle: &CycleCode, until: Moment) -> Result<Vec<(PartyCode, Sent)>, Fault> {
    type Row = (String, String, i32, i32, String, Moment);
    let rows: Vec<Row> = submissions::table
        .inner_join(reports::table.on(reports::id.eq(submissions::report_id)))
        .filter(reports::cycle.eq(cycle.as_str()))
        .filter(submissions::submitted_at.le(until))
        .order((reports::party, submissions::number))
        .select((
            reports::party,
            submissions::id,
            submissions::number,
            submissions::version,
            submissions::sha256,
            submissions::submitted_at,
        ))
        .load(tx)?;
    let sent = |(party, id, number, version, sha256, submitted_at)| {
        (PartyCode::stored(party), Sent { id: SubmissionId::stored(id), number, version, sha256, submitted_at })
    };
    Ok(rows.into_iter().map(sent).collect())
}

/// One row of a submission, whole.
#[derive(Clone, Queryable)]
pub struct Line {
    /// Which question.
    pub question: Word,
    /// The keys of the rows it stands in, joined by `/`; empty at the top, and where there are no rows.
    pub row: String,
    /// Which item, where the answer is several.
    pub position: Option<i32>,
    /// What became of the question.
    pub status: Status,
    /// A choice, or `true`.
    pub value_code: Option<Word>,
    /// A number.
    pub value_number: Option<String>,
    /// Words, a date or a link.
    pub value_text: Option<String>,
    /// The words of the choice beyond the list; the label of a link.
    pub other_text: Option<String>,
    /// How sure a number is.
    pub qualifier: Option<String>,
    /// What the Party said beside the answer.
    pub comment: Option<String>,
    /// The language of the words.
    pub language: Option<String>,
}

/// What counting needs of a row.
#[derive(Queryable)]
pub struct Mark {
    /// Which question.
    pub question: Word,
    /// The keys of the rows it stands in, joined by `/`; empty at the top, and where there are no rows.
    pub row: String,
    /// What became of the question.
    pub status: Status,
    /// A choice, or `true`.
    pub value_code: Option<Word>,
    /// A number.
    pub value_number: Option<String>,
}

/// Something read row by row from a submission.
pub trait Part: Sized {
    /// Which question it belongs to.
    fn question(&self) -> &Word;

    /// Hands on every row of a submission, in the template's order, none of them kept.
    ///
    /// # Errors
    /// What `each` refused, or why the database did not go on.
    fn each<R: From<Fault>>(
        tx: &mut Conn,
        submission: &SubmissionId,
        each: impl FnMut(Self) -> Result<(), R>,
    ) -> Result<(), R>;
}

/// PostgreSQL hands out its rows one by one only when asked; the usual mode gathers the whole answer first.
macro_rules! each_row {
    ($tx:ident, $submission:ident, $each:ident, $row:ty, $columns:expr) => {{
        let query = submitted_answers::table
            .filter(submitted_answers::submission_id.eq($submission.as_str()))
            .order(submitted_answers::ordinal)
            .select($columns);
        match $tx {
            Conn::Sqlite(conn) => {
                hand_on(query.load_iter::<$row, DefaultLoadingMode>(conn).map_err(Fault::from)?, $each)
            }
            Conn::Postgres(conn) => {
                hand_on(query.load_iter::<$row, PgRowByRowLoadingMode>(conn).map_err(Fault::from)?, $each)
            }
        }
    }};
}

fn hand_on<T, R: From<Fault>>(
    rows: impl Iterator<Item = QueryResult<T>>,
    mut each: impl FnMut(T) -> Result<(), R>,
) -> Result<(), R> {
    for row in rows {
        each(row.map_err(Fault::from)?)?;
    }
    Ok(())
}

impl Part for Line {
    fn question(&self) -> &Word {
        &self.question
    }

    fn each<R: From<Fault>>(
        tx: &mut Conn,
        submission: &SubmissionId,
        each: impl FnMut(Self) -> Result<(), R>,
    ) -> Result<(), R> {
        let columns = (
            submitted_answers::question,
            submitted_answers::row_path,
            submitted_answers::position,
            submitted_answers::status,
            submitted_answers::value_code,
            submitted_answers::value_number,
            submitted_answers::value_text,
            submitted_answers::other_text,
            submitted_answers::qualifier,
            submitted_answers::comment,
            submitted_answers::language,
        );
        each_row!(tx, submission, each, Line, columns)
    }
}

impl Part for Mark {
    fn question(&self) -> &Word {
        &self.question
    }

    fn each<R: From<Fault>>(
        tx: &mut Conn,
        submission: &SubmissionId,
        each: impl FnMut(Self) -> Result<(), R>,
    ) -> Result<(), R> {
        let columns = (
            submitted_answers::question,
            submitted_answers::row_path,
            submitted_answers::status,
            submitted_answers::value_code,
            submitted_answers::value_number,
        );
        each_row!(tx, submission, each, Mark, columns)
    }
}
