//! How a round is put into a database.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use godwit::clock::Moment;
use godwit::db::schema::{
    cycles, due_list, instruments, mandates, memberships, parties, report_states, reports, submissions,
    submitted_answers, template_citations, template_versions, templates,
};
use godwit::db::{Conn, Db};
use godwit::templates::Shelf;
use serde_json::Value;

use super::model::{Answer, DUE, Duty, Party, Round, Row, day};
use super::reading::Seeded;
use super::support::TestDatabase;

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
            submitted_answers::row_path.eq(&answer.row),
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

impl Seeded<'_> {
    pub fn cite(&self, version: i32, question: &str, provision: Option<&str>) {
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
