//! `godwit audit verify` finds what somebody with the database, but not the secret, did to the chain.

use diesel::RunQueryDsl;
use godwit::audit::Secret;
use godwit::audit::store::{Deed, record};
use godwit::clock;
use godwit::db::Db;
use godwit::fault::Fault;
use serde_json::json;

use crate::line::godwit;
use crate::scene::{cycle, template};
use crate::support::{TestServer, on_both};

fn five_deeds(db: &Db) {
    db.write(|tx| {
        let secret = Secret::new(vec![7; 32]).unwrap();
        for instrument in ["CMS", "AEWA"] {
            let named = format!("INSERT INTO instruments (code, name) VALUES ('{instrument}', 'x')");
            diesel::sql_query(named).execute(tx)?;
            let instrument = instrument.parse().unwrap();
            for number in 1..=5 {
                let subject = format!("invented/{number}");
                let deed =
                    Deed { instrument: &instrument, actor: None, action: "test.done", subject: &subject, detail: "x" };
                record(tx, &secret, &deed, clock::read("2027-03-01T08:00:00Z").unwrap())?;
            }
        }
        Ok::<_, Fault>(())
    })
    .unwrap();
}

#[test]
fn an_untouched_chain_is_proven_and_its_heads_are_printed() {
    on_both(|database| {
        five_deeds(&database.open());
        let (code, out, said) = godwit(database, &["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
        let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
        assert_eq!(lines.iter().map(|line| (line[0], line[1])).collect::<Vec<_>>(), [("AEWA", "5"), ("CMS", "5")]);
        assert!(lines.iter().all(|line| line[2].len() == 64));
        assert!(said.contains("cannot be excluded"), "{said}");
    });
}

#[test]
fn every_kind_of_forgery_is_found() {
    let forgeries = [
        "UPDATE audit_rows SET subject = 'other' WHERE instrument = 'CMS' AND sequence = 3",
        "UPDATE audit_rows SET actor = 'somebody' WHERE instrument = 'CMS' AND sequence = 5",
        "UPDATE audit_rows SET recorded_at = '2027-03-02 08:00:00' WHERE instrument = 'CMS' AND sequence = 1",
        "DELETE FROM audit_rows WHERE instrument = 'CMS' AND sequence = 1",
        "DELETE FROM audit_rows WHERE instrument = 'CMS' AND sequence = 4",
        "DELETE FROM audit_rows WHERE instrument = 'CMS' AND sequence = 5",
        "UPDATE audit_rows SET sequence = sequence + 100 WHERE instrument = 'CMS' AND sequence IN (2, 3)",
        "UPDATE audit_rows SET sequence = 6 WHERE instrument = 'CMS' AND sequence = 5",
        "UPDATE audit_heads SET sequence = 4 WHERE instrument = 'CMS'",
    ];
    on_both(|database| {
        let db = database.open();
        five_deeds(&db);
        for forgery in forgeries {
            keep(&db, &OF_CHAINS);
            run(&db, forgery);
            let (code, _, said) = godwit(database, &["audit", "verify"]);
            assert_eq!(code, 1, "{forgery}: {said}");
            assert!(said.contains("CMS: ") && !said.contains("AEWA: "), "{forgery}: {said}");
            put_back(&db, &OF_CHAINS);
            assert_eq!(godwit(database, &["audit", "verify"]).0, 0, "restored after {forgery}");
        }
        // Two rows change places, links and all.
        keep(&db, &OF_CHAINS);
        run(&db, "UPDATE audit_rows SET sequence = 99 WHERE instrument = 'CMS' AND sequence = 2");
        run(&db, "UPDATE audit_rows SET sequence = 2 WHERE instrument = 'CMS' AND sequence = 3");
        run(&db, "UPDATE audit_rows SET sequence = 3 WHERE instrument = 'CMS' AND sequence = 99");
        assert_eq!(godwit(database, &["audit", "verify"]).0, 1);
    });
}

#[test]
fn a_cut_tail_is_found_with_the_noted_head_alone() {
    on_both(|database| {
        let db = database.open();
        five_deeds(&db);
        let (_, out, _) = godwit(database, &["audit", "verify"]);
        let file = database.folder.path().join("heads.jsonl");
        let noted: Vec<String> = out
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>())
            .map(|line| {
                let sequence: i64 = line[1].parse().unwrap();
                serde_json::json!({"instrument": line[0], "sequence": sequence, "link": line[2]}).to_string()
            })
            .collect();
        std::fs::write(&file, noted.join("\n")).unwrap();
        let with_head = ["audit", "verify", "--head", &file.display().to_string()];
        let (code, _, said) = godwit(database, &with_head);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("cut off"), "{said}");
        // The tail is cut and the head put back to where it was after the fourth row.
        run(&db, "DELETE FROM audit_rows WHERE instrument = 'CMS' AND sequence = 5");
        run(
            &db,
            "UPDATE audit_heads SET sequence = 4, link = (SELECT link FROM audit_rows WHERE instrument = 'CMS' AND \
             sequence = 4) WHERE instrument = 'CMS'",
        );
        assert_eq!(godwit(database, &["audit", "verify"]).0, 0);
        let (code, _, said) = godwit(database, &with_head);
        assert_eq!(code, 1);
        assert!(said.contains("CMS: row 5"), "{said}");
        // All of it.
        run(&db, "DELETE FROM audit_rows WHERE instrument = 'AEWA'");
        run(&db, "DELETE FROM audit_heads WHERE instrument = 'AEWA'");
        let (code, _, said) = godwit(database, &with_head);
        assert_eq!(code, 1);
        assert!(said.contains("AEWA: the whole chain is gone"), "{said}");
        std::fs::write(&file, "{\"instrument\": \"CMS\"}").unwrap();
        let (code, _, said) = godwit(database, &with_head);
        assert_eq!(code, 1);
        assert!(said.contains("line 1"), "{said}");
    });
}

#[test]
fn a_chain_whose_head_was_taken_out_is_found() {
    on_both(|database| {
        let db = database.open();
        five_deeds(&db);
        run(&db, "DELETE FROM audit_heads WHERE instrument = 'AEWA'");
        let (code, _, said) = godwit(database, &["audit", "verify"]);
        assert_eq!(code, 1);
        assert!(said.contains("AEWA: the chain's head is gone"), "{said}");
    });
}

/// What somebody did to a report, and what is said of it. No word of it touches the instrument's own chain.
const ON_A_REPORT: [(&str, &str); 12] = [
    ("UPDATE answer_revisions SET value = '\"other\"' WHERE revision = 1", "saved answer 1 (what) was changed"),
    ("UPDATE answer_revisions SET saved_by = NULL WHERE revision = 2", "saved answer 2 (what) was changed"),
    ("UPDATE answer_revisions SET saved_at = '2027-03-02 08:00:00' WHERE revision = 2", "saved answer 2 (what) was"),
    ("DELETE FROM answer_revisions WHERE revision = 1", "saved answer 1 is missing"),
    ("DELETE FROM answer_revisions WHERE revision = 2", "its saved answers end at 1, the report says 2"),
    ("UPDATE answers SET value = '\"other\"'", "the answer what is not the one that was saved last"),
    ("DELETE FROM answers", "the answer what is gone"),
    ("UPDATE submission_documents SET document = '{}'", "submission 1: its document was changed"),
    ("DELETE FROM submission_documents", "submission 1: its document is gone"),
    ("UPDATE submissions SET submitted_at = '2027-03-01 07:00:00'", "submission 1: it is not the one that its deed"),
    ("UPDATE submitted_answers SET value_text = 'other'", "the rows that figures read are not those of its document"),
    ("DELETE FROM submitted_answers", "the rows that figures read are not those of its document"),
];

#[test]
fn what_was_done_to_saved_answers_and_submissions_is_found() {
    on_both(|database| {
        let server = TestServer::start(database);
        let db = &server.house.db;
        template(db, &server.house.secret, server.now());
        server.secretariat_admin().post("/api/v1/cycles", &cycle()).expect(201);
        let kenya = server.focal_point();
        for revision in 0..2 {
            let said = json!({"value": format!("Invented {revision}"), "revision": revision});
            kenya.put("/api/v1/reports/cms-tiny/KEN/answers/what", &said).expect(200);
        }
        let declared = json!({"declaration": {"name": "Amina Invented", "capacity": "Focal point"}});
        kenya.post("/api/v1/reports/cms-tiny/KEN/submissions", &declared).expect(201);
        let (code, _, said) = godwit(database, &["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
        for (forgery, expect) in ON_A_REPORT {
            keep(db, &OF_REPORTS);
            run(db, forgery);
            let (code, _, said) = godwit(database, &["audit", "verify"]);
            assert_eq!(code, 1, "{forgery}: {said}");
            assert!(said.contains("cms-tiny/KEN: ") && said.contains(expect), "{forgery}: {said}");
            put_back(db, &OF_REPORTS);
        }
        // The whole submission, as if it had never been.
        for table in ["submitted_answers", "submission_documents", "submissions"] {
            let all = format!("DELETE FROM {table}");
            db.write(move |tx| diesel::sql_query(all).execute(tx).map_err(Fault::from)).unwrap();
        }
        let (code, _, said) = godwit(database, &["audit", "verify"]);
        assert_eq!(code, 1);
        assert!(said.contains("records a submission that is gone"), "{said}");
    });
}

const OF_CHAINS: [&str; 2] = ["audit_rows", "audit_heads"];
const OF_REPORTS: [&str; 5] =
    ["answers", "answer_revisions", "submissions", "submission_documents", "submitted_answers"];

fn run(db: &Db, statement: &'static str) {
    db.write(move |tx| diesel::sql_query(statement).execute(tx).map_err(Fault::from)).unwrap();
}

fn keep(db: &Db, tables: &[&str]) {
    for table in tables {
        let statement = format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}");
        db.write(move |tx| diesel::sql_query(statement).execute(tx).map_err(Fault::from)).unwrap();
    }
}

fn put_back(db: &Db, tables: &[&str]) {
    // What points at another row goes first and comes back last.
    for table in tables.iter().rev() {
        let statement = format!("DELETE FROM {table}");
        db.write(move |tx| diesel::sql_query(statement).execute(tx).map_err(Fault::from)).unwrap();
    }
    for table in tables {
        for statement in [format!("INSERT INTO {table} SELECT * FROM kept_{table}"), format!("DROP TABLE kept_{table}")]
        {
            db.write(move |tx| diesel::sql_query(statement).execute(tx).map_err(Fault::from)).unwrap();
        }
    }
}
