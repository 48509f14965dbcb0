//! A cycle of any size, invented.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use godwit::db::conn::connect;
use godwit::db::{Address, Conn, Db};
use serde_json::{Value, json};

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    pub cycle: &'static str,
    pub parties: usize,
    pub questions: usize,
}

impl Round {
    /// Rows of submitted answers: one in eight questions takes three ticks.
    pub fn rows(&self) -> usize {
        self.parties * (self.questions + self.questions.div_ceil(8) * 2)
    }
}

/// Where.
pub enum Place {
    Sqlite(PathBuf),
    Postgres { server: String, url: String },
}

impl Place {
    /// One of each kind there is.
    pub fn all(folder: &Path) -> Vec<Self> {
        let mut all = vec![Self::Sqlite(folder.join("bench.sqlite3"))];
        match std::env::var("GODWIT_TEST_POSTGRES") {
            Ok(server) if !server.is_empty() => {
                let name = format!("godwit_bench_{}", std::process::id());
                let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
                run(&mut connect(&Address::Postgres(server.clone())).unwrap(), &format!("CREATE DATABASE {name}"));
                all.push(Self::Postgres { server, url });
            }
            _ => println!("NOTICE: no GODWIT_TEST_POSTGRES: on SQLite alone"),
        }
        all
    }

    pub fn name(&self) -> &'static str {
        if self.is_postgres() { "PostgreSQL" } else { "SQLite" }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres { .. })
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres { url, .. } => url.clone(),
        }
    }

    /// Takes it away.
    pub fn remove(&self) {
        match self {
            Self::Sqlite(path) => std::fs::remove_file(path).unwrap(),
            Self::Postgres { server, url } => {
                let name = url.rsplit('/').next().unwrap();
                let sql = format!("DROP DATABASE {name} WITH (FORCE)");
                run(&mut connect(&Address::Postgres(server.clone())).unwrap(), &sql);
            }
        }
    }
}

pub fn run(conn: &mut Conn, sql: &str) {
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Makes the tables and fills them.
pub fn fill(place: &Place, rounds: &[Round]) {
    let address = Address::read(&place.url()).unwrap();
    drop(Db::open(&address).unwrap());
    let mut conn = connect(&address).unwrap();
    run(&mut conn, "BEGIN");
    run(&mut conn, "INSERT INTO instruments (code, name) VALUES ('INV', 'Invented')");
    // What the reference joins: the template as tables.
    run(
        &mut conn,
        "CREATE TABLE bench_questions (cycle TEXT NOT NULL, name TEXT NOT NULL, section TEXT NOT NULL, \
         unit TEXT NOT NULL, mandates TEXT NOT NULL, PRIMARY KEY (cycle, name));
         CREATE TABLE bench_choices (question TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL, \
         PRIMARY KEY (question, code));
         CREATE TABLE bench_rows (ordinal INTEGER NOT NULL, question TEXT NOT NULL, value_code TEXT, value_number TEXT, \
         value_text TEXT)",
    );
    let most = rounds.iter().map(|round| round.parties).max().unwrap();
    for number in 0..most {
        party(&mut conn, number);
    }
    rounds.iter().for_each(|round| fill_round(&mut conn, round));
    run(&mut conn, "COMMIT");
    run(&mut conn, if place.is_postgres() { "VACUUM ANALYZE" } else { "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)" });
}

fn code(number: usize) -> String {
    format!("P{number:04}")
}

fn party(conn: &mut Conn, number: usize) {
    let (code, region) = (code(number), number % 6);
    run(
        conn,
        &format!(
            "INSERT INTO parties (code, kind, name_en, name_fr, name_es) VALUES ('{code}', 'state', '{code}', '{code}', '{code}');
             INSERT INTO memberships (id, party, instrument, region, status, from_date, recorded_at) \
             VALUES ('{code}', '{code}', 'INV', 'Region {region}', 'party', '2000-01-01', '2020-01-01 00:00:00')"
        ),
    );
}

/// The kinds of questions, in turn. One in eight is a select_multiple of three ticks.
const KINDS: [&str; 8] =
    ["text", "select_one", "integer", "select_multiple", "text", "select_one", "decimal", "acknowledge"];
const CODES: [&str; 5] = ["yes", "partly", "planned", "no", "unknown"];

fn name(number: usize) -> String {
    format!("question_{number}")
}

fn document(round: &Round) -> Value {
    let choice = |code: &&str| json!({ "name": code, "label": { "en": format!("Invented label of {code}") } });
    let question = |number: usize| {
        let kind = KINDS[number % KINDS.len()];
        let label = format!("What was done in this invented matter, number {number}?");
        let mut item = json!({ "name": name(number), "type": kind, "label": { "en": label } });
        match kind {
            "select_one" | "select_multiple" => item["list"] = json!("codes"),
            "integer" | "decimal" => item["unit"] = json!("km2"),
            _ => {}
        }
        item
    };
    let section = |start: usize| {
        let questions: Vec<Value> = (start..(start + 20).min(round.questions)).map(question).collect();
        json!({ "name": format!("section_{start}"), "type": "section", "label": { "en": "Invented" }, "items": questions })
    };
    json!({
        "format": "godwit-template/1", "name": round.cycle, "instrument": "INV", "default_language": "en",
        "languages": ["en"], "title": { "en": "Invented" },
        "lists": { "codes": { "choices": CODES.iter().map(choice).collect::<Vec<_>>() } },
        "items": (0..round.questions).step_by(20).map(section).collect::<Vec<_>>(),
    })
}

fn fill_round(conn: &mut Conn, round: &Round) {
    let cycle = round.cycle;
    let document = document(round).to_string().replace('\'', "''");
    run(
        conn,
        &format!(
            "DELETE FROM bench_rows;
             INSERT INTO templates (name, instrument, revision) VALUES ('{cycle}', 'INV', 1);
             INSERT INTO template_versions (template, version, state, document, sha256, saved_at, published_at) VALUES \
             ('{cycle}', 1, 'published', '{document}', '', '2027-01-01 00:00:00', '2027-01-01 00:00:00');
             INSERT INTO mandates (id, instrument, kind, number, document, title, status) VALUES \
             ('{cycle}', 'INV', 'resolution', '{cycle}', '', 'Invented', 'in_force');
             INSERT INTO cycles (code, instrument, template, version, opens_at, due_at, time_zone, reminders, revision, opened_at) \
             VALUES ('{cycle}', 'INV', '{cycle}', 1, '2027-01-01 00:00:00', '2027-06-30 00:00:00', 'UTC', '[]', 1, '2027-01-01 00:00:00')"
        ),
    );
    (0..round.questions).for_each(|number| prototype(conn, cycle, number));
    (0..round.parties).for_each(|number| submission(conn, cycle, number));
}

/// A question as the reference joins it, and its rows as every submission has them.
fn prototype(conn: &mut Conn, cycle: &str, number: usize) {
    let (name, kind) = (name(number), KINDS[number % KINDS.len()]);
    let unit = if ["integer", "decimal"].contains(&kind) { "km2" } else { "" };
    let section = number / 20 * 20;
    let mut sql = format!(
        "INSERT INTO bench_questions VALUES ('{cycle}', '{name}', 'section_{section}', '{unit}', 'Resolution {cycle} {number}');
         INSERT INTO template_citations (template, version, question, position, citation, mandate_id, mandate, provision, title) \
         VALUES ('{cycle}', 1, '{name}', 1, 'x', '{cycle}', 'Resolution {cycle}', '{number}', 'Invented');"
    );
    let ordinal = number * 3;
    let mut add = |ordinal: usize, code: &str, value: &str, text: &str| {
        sql.push_str(&format!("INSERT INTO bench_rows VALUES ({ordinal}, '{name}', {code}, {value}, {text});"));
    };
    match kind {
        "select_one" => add(ordinal, &format!("'{}'", CODES[number % CODES.len()]), "NULL", "NULL"),
        "select_multiple" => {
            (0..3).for_each(|tick| add(ordinal + tick, &format!("'{}'", CODES[tick]), "NULL", "NULL"));
        }
        "acknowledge" => add(ordinal, "'true'", "NULL", "NULL"),
        "text" => {
            let words = format!(
                "'In the invented year {number}, surveys went on in the \"northern\" part, and plans were made.'"
            );
            add(ordinal, "NULL", "NULL", &words);
        }
        _ => add(ordinal, "NULL", &format!("'{number}'"), "NULL"),
    }
    if kind.starts_with("select") && cycle == "large" {
        for code in CODES {
            sql.push_str(&format!(
                "INSERT INTO bench_choices VALUES ('{name}', '{code}', 'Invented label of {code}');"
            ));
        }
    }
    run(conn, &sql);
}

/// One Party's report and its submission: numbers differ by Party, and one question in ten is blank.
fn submission(conn: &mut Conn, cycle: &str, number: usize) {
    let (party, report) = (code(number), format!("{cycle}-{number:04}-invented-report-id"));
    let blank = format!("(b.ordinal / 3 + {number}) % 10 = 0 AND b.ordinal / 3 % 8 <> 3");
    run(
        conn,
        &format!(
            "INSERT INTO due_list (id, cycle, party, kind, reason, recorded_at) \
             VALUES ('{report}', '{cycle}', '{party}', 'due', '', '2027-01-01 00:00:00');
             INSERT INTO reports (id, cycle, party, state, revision, chain, submissions, shared) \
             VALUES ('{report}', '{cycle}', '{party}', 'submitted', 1, '', 1, FALSE);
             INSERT INTO report_states (report_id, sequence, state, reason, recorded_at) \
             VALUES ('{report}', 1, 'submitted', '', '2027-05-01 00:00:00');
             INSERT INTO submissions (id, report_id, number, reference, template, version, sha256, report_revision, \
             submitted_at, declared_name, declared_capacity, request_sha256, audit_sequence, audit_link) \
             VALUES ('{report}', '{report}', 1, '{report}', '{cycle}', 1, '', 1, '2027-05-01 00:00:00', '', '', '', 1, '');
             INSERT INTO submitted_answers (submission_id, ordinal, question, row_path, status, value_code, value_number, value_text) \
             SELECT '{report}', b.ordinal, b.question, '', CASE WHEN {blank} THEN 'blank' ELSE 'answered' END, \
             CASE WHEN {blank} THEN NULL ELSE b.value_code END, \
             CASE WHEN {blank} OR b.value_number IS NULL THEN NULL ELSE b.value_number || '{number}' END, \
             CASE WHEN {blank} THEN NULL ELSE b.value_text END FROM bench_rows b"
        ),
    );
}
