//! When all is over, the database itself is asked: every word that was ever acknowledged is in the history.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use diesel::sql_types::{Integer, Text};
use godwit::db::Conn;

use crate::load::Load;
use crate::support::Scene;
use crate::support::TestDatabase;

#[derive(diesel::QueryableByName)]
struct Revision {
    #[diesel(sql_type = Text)]
    party: String,
    #[diesel(sql_type = Text)]
    question: String,
    #[diesel(sql_type = Integer)]
    revision: i32,
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(diesel::QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

const HISTORY: &str = "SELECT p.party AS party, r.question AS question, r.revision AS revision, r.value AS value \
    FROM answer_revisions r JOIN reports p ON p.id = r.report_id";

/// Compares the whole history with the journals, and lets both the engine and the program look over what is stored.
pub fn check(database: &TestDatabase, scene: &Scene, load: &Load) {
    let mut conn = database.connect();
    let rows: Vec<Revision> = diesel::sql_query(HISTORY).load(&mut conn).unwrap();
    let history: BTreeMap<(String, String, i32), String> =
        rows.into_iter().map(|row| ((row.party, row.question, row.revision), row.value)).collect();
    for journal in load.all() {
        for (revision, value) in (1..).zip(&journal.acknowledged) {
            let key = (journal.party.to_owned(), journal.question.clone(), revision);
            let stored = history.get(&key).unwrap_or_else(|| panic!("{key:?} was acknowledged and is not there"));
            assert!(stored.contains(value.as_str()), "{key:?}: {stored} is not {value}");
        }
    }
    if !database.is_postgres() {
        assert_eq!(ask(&mut conn, "SELECT integrity_check AS said FROM pragma_integrity_check"), ["ok"]);
        assert!(ask(&mut conn, "SELECT \"table\" AS said FROM pragma_foreign_key_check").is_empty());
    }
    let (code, _, said) = scene.command(&["audit", "verify"]);
    assert_eq!(code, 0, "{said}");
}

fn ask(conn: &mut Conn, sql: &str) -> Vec<String> {
    let rows: Vec<Said> = diesel::sql_query(sql).load(conn).unwrap();
    rows.into_iter().map(|row| row.said).collect()
}
