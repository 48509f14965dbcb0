//! `godwit import accounts`: a file of people, all of them or nobody, on both databases.

use std::path::Path;

use godwit::accounts::add::House;
use godwit::commands::{No, import_accounts};

use crate::support::{TestDatabase, TestServer, on_both};

const HEADER: &str = "email,name,language,instrument,role,party,sections\n";
const TWO: &str = "amina@kenya.example,Amina Invented,en,CMS,focal_point,KEN,\n\
    luc@kenya.example,Luc Invented,fr,CMS,contributor,KEN,first second\n";

fn import(server: &TestServer, file: &Path, dry_run: bool) -> Result<String, Vec<String>> {
    let house = House { secret: (*server.house.secret).clone(), base: "http://127.0.0.1".to_owned() };
    let mut out = Vec::new();
    match import_accounts::run(&server.house.db, house, file, dry_run, server.now(), &mut out) {
        Ok(()) => Ok(String::from_utf8(out).unwrap()),
        Err(No::Said(flaws)) => Err(flaws),
        Err(No::Failed(fault)) => panic!("{fault}"),
    }
}

fn file(database: &TestDatabase, rows: &str) -> std::path::PathBuf {
    let file = database.folder.path().join("people.csv");
    std::fs::write(&file, format!("{HEADER}{rows}")).unwrap();
    file
}

/// How many grants are in force in CMS, and how many letters were written.
fn counted(server: &TestServer) -> (usize, i64) {
    let grants = server.secretariat_admin().get("/api/v1/grants?instrument=CMS").expect(200).json();
    let outbox = server.house.db.read(godwit::mail::store::outbox).unwrap();
    (grants["grants"].as_array().unwrap().len(), outbox.waiting)
}

#[test]
fn a_file_of_people_is_rehearsed_and_taken_in_and_taken_in_once() {
    on_both(|database| {
        let server = TestServer::start(database);
        let before = counted(&server);
        let people = file(database, TWO);
        let said = import(&server, &people, true).unwrap();
        assert!(said.contains("+ amina@kenya.example: focal_point in CMS for KEN\n"), "{said}");
        assert!(said.contains("2 added, 0 changed, 0 unchanged\nNothing was kept"), "{said}");
        assert_eq!(counted(&server), before);
        assert!(import(&server, &people, false).unwrap().contains("2 added"));
        assert_eq!(counted(&server), (before.0 + 2, before.1 + 2));
        // Once more: nobody is written to twice.
        assert!(import(&server, &people, false).unwrap().contains("0 added, 0 changed, 2 unchanged"));
        assert_eq!(counted(&server), (before.0 + 2, before.1 + 2));
    });
}

#[test]
fn one_flaw_keeps_everybody_out() {
    on_both(|database| {
        let server = TestServer::start(database);
        let before = counted(&server);
        let wrong = "x@atlantis.example,X,en,CMS,focal_point,ATL,\ny@trust.example,Y,en,NONE,ngo_reporter,KEN,\n";
        let said = import(&server, &file(database, &format!("{TWO}{wrong}")), false).unwrap_err();
        let places: Vec<&str> = said.iter().filter_map(|line| line.split_once(": ")).map(|(at, _)| at).collect();
        assert_eq!(places, ["row 4, party", "row 5, instrument", "row 5, party"], "{said:?}");
        let said = import(&server, &file(database, &format!("{TWO}z,Z,en,CMS,king,,\n")), false).unwrap_err();
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(counted(&server), before);
    });
}
