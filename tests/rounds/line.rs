//! `godwit cycle`: the same from the command line.

use godwit::audit::Secret;
use godwit::clock;

use crate::scene::{cycle, template};
use crate::support::godwit::run;
use crate::support::{TestDatabase, TestServer, on_both};

/// The settings that lead the program to this database, with a secret of the test's own.
pub fn settings(database: &TestDatabase) -> Vec<(String, String)> {
    let secret = database.folder.path().join("secret");
    std::fs::write(&secret, [7; 32]).unwrap();
    vec![
        ("GODWIT_DATABASE_URL".to_owned(), database.url()),
        ("GODWIT_SECRET_FILE".to_owned(), secret.display().to_string()),
    ]
}

/// Runs the program on this database.
pub fn godwit(database: &TestDatabase, arguments: &[&str]) -> (i32, String, String) {
    let settings = settings(database);
    let settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    run(arguments, database.folder.path(), &settings)
}

#[test]
fn a_round_is_opened_extended_and_closed() {
    on_both(|database| {
        let server = TestServer::start(database);
        template(&server.house.db, &server.house.secret, server.now());
        let file = database.folder.path().join("cycle.json");
        let named = file.display().to_string();
        std::fs::write(&file, cycle().to_string()).unwrap();
        let (code, _, said) = godwit(database, &["cycle", "open", &named]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("cms-tiny is open"), "{said}");
        let (code, _, said) = godwit(database, &["cycle", "open", &named]);
        assert_eq!(code, 1, "{said}");
        let extend = ["cycle", "extend", "cms-tiny", "KEN", "--to", "2027-09-01T00:00:00Z", "--reason", "floods"];
        let (code, _, said) = godwit(database, &extend);
        assert_eq!(code, 0, "{said}");
        let lines = server.secretariat_admin().get("/api/v1/cycles/cms-tiny/reports").expect(200).json();
        assert_eq!(lines["reports"][1]["due_at"], "2027-09-01T00:00:00Z");
        let (code, _, said) = godwit(database, &["cycle", "close", "cms-tiny", "--at", "2027-12-01T00:00:00Z"]);
        assert_eq!(code, 0, "{said}");
        let shown = server.secretariat_admin().get("/api/v1/cycles/cms-tiny").expect(200).json();
        assert_eq!(shown["closes_at"], "2027-12-01T00:00:00Z");
        let (code, _, said) = godwit(database, &["cycle", "close", "cms-none"]);
        assert_eq!((code, said.trim()), (1, "There is no such cycle."));
        assert_eq!(godwit(database, &["cycle", "close", "cms-tiny", "--at", "tomorrow"]).0, 2);
    });
}

#[test]
fn every_flaw_of_the_file_is_told_and_nothing_is_kept() {
    on_both(|database| {
        let db = database.open();
        template(
            &db_with_instrument(&db),
            &Secret::new(vec![7; 32]).unwrap(),
            clock::read("2027-03-01T08:00:00Z").unwrap(),
        );
        let file = database.folder.path().join("cycle.json");
        let mut wrong = cycle();
        wrong["opens_at"] = serde_json::json!("soon");
        wrong["time_zone"] = serde_json::json!("Atlantis");
        std::fs::write(&file, wrong.to_string()).unwrap();
        let (code, _, said) = godwit(database, &["cycle", "open", &file.display().to_string()]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("opens_at: ") && said.contains("time_zone: "), "{said}");
        std::fs::write(&file, "{").unwrap();
        assert_eq!(godwit(database, &["cycle", "open", &file.display().to_string()]).0, 1);
        let kept = db.read(godwit::cycles::store::all).unwrap();
        assert!(kept.is_empty());
    });
}

fn db_with_instrument(db: &godwit::db::Db) -> godwit::db::Db {
    use diesel::RunQueryDsl;
    let named = "INSERT INTO instruments (code, name) VALUES ('CMS', 'Convention on Migratory Species')";
    db.write(move |tx| diesel::sql_query(named).execute(tx).map_err(godwit::fault::Fault::from)).unwrap();
    db.clone()
}
