//! A round as a test describes it, and how it is put into a database.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{NaiveDate, TimeDelta};
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use godwit::access::{Action, Permit, SystemReason};
use godwit::clock::{self, Moment};
use godwit::db::schema::{
    cycles, due_list, instruments, memberships, parties, report_states, reports, submissions, submitted_answers,
    template_citations, template_versions, templates,
};
use godwit::db::{Conn, Db};
use godwit::summaries::columns::Table;
use godwit::summaries::export::{Export, open_for_house};
use godwit::summaries::{Refusal, Scope};
use godwit::templates::Shelf;
use serde_json::{Value, json};

use super::support::TestDatabase;

/// A day of the invented year.
pub fn day(number: i64) -> Moment {
    clock::read("2027-01-01T12:00:00Z").unwrap() + TimeDelta::days(number)
}

/// The deadline of every round, unless it says otherwise.
pub const DUE: i64 = 100;

/// One row of a submission.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub position: Option<i32>,
    pub code: Option<String>,
    pub number: Option<String>,
    pub text: Option<String>,
    pub other: Option<String>,
    pub comment: Option<String>,
}

/// What a submission says to one question.
#[derive(Debug, Clone)]
pub struct Answer {
    pub question: String,
    pub status: &'static str,
    pub rows: Vec<Row>,
}

impl Answer {
    pub fn of(question: &str, status: &'static str) -> Self {
        Self { question: question.into(), status, rows: vec![Row::default()] }
    }

    pub fn chosen(question: &str, codes: &[&str]) -> Self {
        let row = |code: &&str| Row { code: Some((*code).into()), ..Row::default() };
        Self { question: question.into(), status: "answered", rows: codes.iter().map(row).collect() }
    }

    pub fn number(question: &str, number: &str) -> Self {
        let row = Row { number: Some(number.into()), ..Row::default() };
        Self { question: question.into(), status: "answered", rows: vec![row] }
    }

    pub fn text(question: &str, text: &str) -> Self {
        let row = Row { text: Some(text.into()), ..Row::default() };
        Self { question: question.into(), status: "answered", rows: vec![row] }
    }

    pub fn codes(&self) -> Vec<&str> {
        self.rows.iter().filter_map(|row| row.code.as_deref()).collect()
    }
}

#[derive(Debug, Clone)]
pub struct Submission {
    pub at: i64,
    pub version: i32,
    pub answers: Vec<Answer>,
}

/// A line of the due list.
#[derive(Debug, Clone)]
pub enum Duty {
    Due,
    Exempt,
    OtherFormat,
    Covered(String),
    Extended(i64),
}

#[derive(Debug, Clone)]
pub struct Party {
    pub code: String,
    /// Empty for a Party without a membership.
    pub region: String,
    /// The day each was recorded, and what.
    pub duties: Vec<(i64, Duty)>,
    pub submissions: Vec<Submission>,
}

impl Party {
    /// One from whom a report is due.
    pub fn due(code: impl Into<String>, region: &str) -> Self {
        Self { code: code.into(), region: region.into(), duties: vec![(0, Duty::Due)], submissions: Vec::new() }
    }

    pub fn duty(mut self, at: i64, duty: Duty) -> Self {
        self.duties.push((at, duty));
        self
    }

    pub fn sent(mut self, at: i64, answers: Vec<Answer>) -> Self {
        self.submissions.push(Submission { at, version: 1, answers });
        self
    }
}

/// A whole round.
#[derive(Debug, Clone)]
pub struct Round {
    pub cut_off: Option<i64>,
    /// Documents of the template's versions, from 1; the cycle is on the last.
    pub versions: Vec<Value>,
    pub parties: Vec<Party>,
}

/// A question of a template document.
pub fn question(name: &str, kind: &str, more: Value) -> Value {
    let mut item = json!({ "name": name, "type": kind, "label": { "en": format!("Invented: {name}?") } });
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

/// A document with one section.
pub fn document(lists: Value, questions: Vec<Value>) -> Value {
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "INV", "default_language": "en",
        "languages": ["en"], "title": { "en": "Invented" }, "lists": lists,
        "items": [{ "name": "part", "type": "section", "label": { "en": "Part" }, "items": questions }],
    })
}

/// A list of a template document: codes, a meaning behind a colon where they have one.
pub fn list(codes: &[&str]) -> Value {
    let choice = |code: &&str| {
        let (name, meaning) = code.split_once(':').unwrap_or((code, "answer"));
        json!({ "name": name, "label": { "en": format!("Label of {name}") }, "counts_as": meaning })
    };
    json!({ "choices": codes.iter().map(choice).collect::<Vec<_>>() })
}

/// A round in a database.
pub struct Seeded<'a> {
    pub database: &'a TestDatabase,
    pub db: Db,
    pub cycle: String,
    shelf: Shelf,
}

/// Long after everything.
pub fn now() -> Moment {
    day(1_000)
}

impl Round {
    pub fn seed<'a>(&self, database: &'a TestDatabase, db: &Db) -> Seeded<'a> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("invented-{number}");
        let mut conn = database.connect();
        conn.batch_execute("BEGIN").unwrap();
        self.insert(&mut conn, &format!("I{number}"), &name);
        conn.batch_execute("COMMIT").unwrap();
        Seeded { database, db: db.clone(), cycle: name, shelf: Shelf::new() }
    }

    fn insert(&self, conn: &mut Conn, instrument: &str, name: &str) {
        diesel::insert_into(instruments::table)
            .values((instruments::code.eq(instrument), instruments::name.eq("Invented")))
            .execute(conn)
            .unwrap();
        diesel::insert_into(templates::table)
            .values((templates::name.eq(name), templates::instrument.eq(instrument), templates::revision.eq(1)))
            .execute(conn)
            .unwrap();
        for (version, document) in (1..).zip(&self.versions) {
            insert_version(conn, name, version, document);
        }
        diesel::insert_into(cycles::table)
            .values((
                cycles::code.eq(name),
                cycles::instrument.eq(instrument),
                cycles::template.eq(name),
                cycles::version.eq(self.versions.len() as i32),
                cycles::opens_at.eq(day(0)),
                cycles::due_at.eq(day(DUE)),
                cycles::cut_off_at.eq(self.cut_off.map(day)),
                cycles::time_zone.eq("Europe/Berlin"),
                cycles::reminders.eq("[]"),
                cycles::revision.eq(1),
                cycles::opened_at.eq(day(0)),
            ))
            .execute(conn)
            .unwrap();
        for party in &self.parties {
            insert_party(conn, instrument, name, party);
        }
        // A Party can only be covered by one that is there.
        for party in &self.parties {
            insert_duties(conn, name, party);
            insert_submissions(conn, name, party);
        }
    }
}

fn insert_version(conn: &mut Conn, name: &str, version: i32, document: &Value) {
    diesel::insert_into(template_versions::table)
        .values((
            template_versions::template.eq(name),
            template_versions::version.eq(version),
            template_versions::state.eq("published"),
            template_versions::document.eq(document.to_string()),
            template_versions::sha256.eq(""),
            template_versions::saved_at.eq(day(0)),
            template_versions::published_at.eq(day(0)),
        ))
        .execute(conn)
        .unwrap();
}

fn insert_party(conn: &mut Conn, instrument: &str, cycle: &str, party: &Party) {
    let there: i64 = parties::table.filter(parties::code.eq(&party.code)).count().get_result(conn).unwrap();
    if there == 0 {
        let name = format!("Name of {}", party.code);
        diesel::insert_into(parties::table)
            .values((
                parties::code.eq(&party.code),
                parties::kind.eq("state"),
                parties::name_en.eq(&name),
                parties::name_fr.eq(&name),
                parties::name_es.eq(&name),
            ))
            .execute(conn)
            .unwrap();
    }
    if !party.region.is_empty() {
        insert_membership(conn, instrument, &party.code, &party.region, day(0).date(), None, day(0));
    }
    diesel::insert_into(reports::table)
        .values((
            reports::id.eq(format!("{cycle}/{}", party.code)),
            reports::cycle.eq(cycle),
            reports::party.eq(&party.code),
            reports::state.eq("not_started"),
            reports::revision.eq(0_i64),
            reports::chain.eq(""),
            reports::submissions.eq(0),
            reports::shared.eq(false),
        ))
        .execute(conn)
        .unwrap();
    insert_state(conn, cycle, party, 1, "not_started", 0);
}

pub fn insert_membership(
    conn: &mut Conn,
    instrument: &str,
    party: &str,
    region: &str,
    from: NaiveDate,
    until: Option<NaiveDate>,
    recorded_at: Moment,
) {
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(format!("{instrument}/{party}/{from}/{recorded_at}")),
            memberships::party.eq(party),
            memberships::instrument.eq(instrument),
            memberships::region.eq(region),
            memberships::status.eq("party"),
            memberships::from_date.eq(from),
            memberships::until_date.eq(until),
            memberships::recorded_at.eq(recorded_at),
        ))
        .execute(conn)
        .unwrap();
}

fn insert_state(conn: &mut Conn, cycle: &str, party: &Party, sequence: i32, state: &str, at: i64) {
    diesel::insert_into(report_states::table)
        .values((
            report_states::report_id.eq(format!("{cycle}/{}", party.code)),
            report_states::sequence.eq(sequence),
            report_states::state.eq(state),
            report_states::reason.eq("invented"),
            report_states::recorded_at.eq(day(at)),
        ))
        .execute(conn)
        .unwrap();
}

fn insert_duties(conn: &mut Conn, cycle: &str, party: &Party) {
    for (number, (at, duty)) in party.duties.iter().enumerate() {
        let (kind, by, to) = match duty {
            Duty::Due => ("due", None, None),
            Duty::Exempt => ("exempt", None, None),
            Duty::OtherFormat => ("other_format", None, None),
            Duty::Covered(by) => ("covered", Some(by), None),
            Duty::Extended(to) => ("extended", None, Some(day(*to))),
        };
        diesel::insert_into(due_list::table)
            .values((
                due_list::id.eq(format!("{cycle}/{}/{number:04}", party.code)),
                due_list::cycle.eq(cycle),
                due_list::party.eq(&party.code),
                due_list::kind.eq(kind),
                due_list::covered_by.eq(by),
                due_list::extended_to.eq(to),
                due_list::reason.eq("invented"),
                due_list::recorded_at.eq(day(*at)),
            ))
            .execute(conn)
            .unwrap();
    }
}

fn insert_submissions(conn: &mut Conn, cycle: &str, party: &Party) {
    for (number, sent) in (1..).zip(&party.submissions) {
        let id = format!("{cycle}/{}/{number}", party.code);
        diesel::insert_into(submissions::table)
            .values((
                submissions::id.eq(&id),
                submissions::report_id.eq(format!("{cycle}/{}", party.code)),
                submissions::number.eq(number),
                submissions::reference.eq(&id),
                submissions::template.eq(cycle),
                submissions::version.eq(sent.version),
                submissions::sha256.eq("0123"),
                submissions::report_revision.eq(1_i64),
                submissions::submitted_at.eq(day(sent.at)),
                submissions::declared_name.eq("Invented"),
                submissions::declared_capacity.eq("Invented"),
                submissions::request_sha256.eq(""),
                submissions::audit_sequence.eq(1_i64),
                submissions::audit_link.eq(""),
            ))
            .execute(conn)
            .unwrap();
        insert_state(conn, cycle, party, 2 * number, "in_progress", sent.at - 1);
        insert_state(conn, cycle, party, 2 * number + 1, "submitted", sent.at);
        let mut ordinal = 0;
        for answer in &sent.answers {
            for row in &answer.rows {
                ordinal += 1;
                insert_answer(conn, &id, ordinal, answer, row);
            }
        }
    }
}

fn insert_answer(conn: &mut Conn, submission: &str, ordinal: i32, answer: &Answer, row: &Row) {
    diesel::insert_into(submitted_answers::table)
        .values((
            submitted_answers::submission_id.eq(submission),
            submitted_answers::ordinal.eq(ordinal),
            submitted_answers::question.eq(&answer.question),
            submitted_answers::row_path.eq(""),
            submitted_answers::position.eq(row.position),
            submitted_answers::status.eq(answer.status),
            submitted_answers::value_code.eq(row.code.as_deref()),
            submitted_answers::value_number.eq(row.number.as_deref()),
            submitted_answers::value_text.eq(row.text.as_deref()),
            submitted_answers::other_text.eq(row.other.as_deref()),
            submitted_answers::comment.eq(row.comment.as_deref()),
        ))
        .execute(conn)
        .unwrap();
}

/// A row of a CSV by column.
pub type Record = BTreeMap<String, String>;

/// Reads a CSV back.
pub fn records(bytes: &[u8]) -> Vec<Record> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let record = |row: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect::<Record>()
    };
    reader.records().map(|row| record(row.unwrap())).collect()
}

impl Seeded<'_> {
    pub fn scope(&self) -> Scope {
        Scope::of(self.cycle.parse().unwrap())
    }

    /// Does something with the figures in one snapshot.
    pub fn open<T>(
        &self,
        scope: Scope,
        job: impl FnOnce(&mut Conn, Export) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let permit = |cycle: &godwit::cycles::Cycle| {
            Permit::system(SystemReason::CommandLine, Action::ReadFigures, cycle.place())
        };
        self.db.read(|tx| {
            let export = open_for_house(tx, permit, &self.shelf, scope, now())?;
            job(tx, export)
        })
    }

    /// The bytes of a table.
    pub fn bytes(&self, table: Table, scope: Scope) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.open(scope, |tx, mut export| export.table(tx, table, &mut bytes)).unwrap();
        bytes
    }

    /// The rows of a table.
    pub fn table(&self, table: Table, scope: Scope) -> Vec<Record> {
        records(&self.bytes(table, scope))
    }

    pub fn cite(&self, version: i32, question: &str, provision: Option<&str>) {
        use godwit::db::schema::mandates;
        let mut conn = self.database.connect();
        let there: i64 = mandates::table.count().get_result(&mut conn).unwrap();
        if there == 0 {
            diesel::insert_into(mandates::table)
                .values((
                    mandates::id.eq("m"),
                    mandates::instrument
                        .eq(instruments::table.select(instruments::code).first::<String>(&mut conn).unwrap()),
                    mandates::kind.eq("resolution"),
                    mandates::number.eq("1"),
                    mandates::document.eq(""),
                    mandates::title.eq("Invented"),
                    mandates::status.eq("in_force"),
                ))
                .execute(&mut conn)
                .unwrap();
        }
        diesel::insert_into(template_citations::table)
            .values((
                template_citations::template.eq(&self.cycle),
                template_citations::version.eq(version),
                template_citations::question.eq(question),
                template_citations::position.eq(1),
                template_citations::citation.eq("Res. 1"),
                template_citations::mandate_id.eq("m"),
                template_citations::mandate.eq("Resolution 1"),
                template_citations::provision.eq(provision),
                template_citations::title.eq("Invented"),
            ))
            .execute(&mut conn)
            .unwrap();
    }
}

/// The one row whose columns say this.
pub fn find<'a>(rows: &'a [Record], wanted: &[(&str, &str)]) -> &'a Record {
    let found: Vec<_> = rows.iter().filter(|row| wanted.iter().all(|(column, value)| row[*column] == *value)).collect();
    assert_eq!(found.len(), 1, "{wanted:?} fits {} of {rows:#?}", found.len());
    found[0]
}

/// A row's cells, with a space between them.
pub fn line(row: &Record, columns: &str) -> String {
    columns.split_whitespace().map(|column| row[column].as_str()).collect::<Vec<_>>().join(" ")
}
