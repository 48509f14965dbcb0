//! A database that is full, locked, down or newer, as people and operators meet it: a clear no, nothing lost, and all is
//! well again when the trouble is over, without a restart.

use std::process::Command;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use godwit::db::conn::connect;
use godwit::db::{Address, Conn};
use serde_json::{Value, json};

use crate::support::round::{CYCLE, PARTIES, question};
use crate::support::{Answer, Client, Scene, TestDatabase, on_both};

/// Saves a text as the focal point of the first Party.
fn save(client: &Client, question: &str, text: &str, revision: u64, operation: &str) -> Answer {
    let body = json!({"value": text, "revision": revision, "operation": operation});
    client.put(&Scene::answer(PARTIES[0], question), &body)
}

/// Come back later: 503, with a word on when.
#[track_caller]
fn is_told_to_come_back(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}

/// The file size that a process may reach is taken away and given back: its writes fail as on a full disk.
#[test]
fn a_full_disk_is_503_and_goes_on_when_space_returns() {
    let database = TestDatabase::sqlite();
    let scene = Scene::set(&database);
    let server = scene.start_with_limits("trap '' XFSZ; ulimit -S -f 2048");
    let client = scene.clients(&server.url()).swap_remove(0);
    let text = "storks ".repeat(250);
    let mut saved: Vec<u64> = Vec::new();
    let refused = 'full: loop {
        for n in 1..=20 {
            let revision = saved.get(n - 1).copied().unwrap_or(0);
            let answer = save(&client, &question(n), text.trim(), revision, &format!("{n}-{revision}"));
            match answer.status {
                200 if saved.len() < n => saved.push(1),
                200 => saved[n - 1] += 1,
                _ => break 'full (n, revision, answer),
            }
        }
        assert!(saved[0] < 1_000, "the disk was never full");
    };
    is_told_to_come_back(&refused.2);
    // What was acknowledged can still be read.
    for (n, revision) in (1..).zip(&saved) {
        let found = client.get(&Scene::answer(PARTIES[0], &question(n))).expect(200).json();
        assert_eq!((&found["revision"], &found["value"]), (&json!(revision), &json!(text.trim())));
    }
    let lifted = Command::new("prlimit").args(["--pid", &server.id().to_string(), "--fsize=unlimited"]).status();
    assert!(lifted.unwrap().success());
    let (n, revision, _) = refused;
    let again = save(&client, &question(n), text.trim(), revision, &format!("{n}-{revision}")).expect(200).json();
    assert_eq!(again["revision"], json!(revision + 1));
}

/// How many files lie below a folder.
fn files_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).map(|entries| entries.map(Result::unwrap).collect::<Vec<_>>());
    let one = |entry: &std::fs::DirEntry| if entry.path().is_dir() { files_in(&entry.path()) } else { 1 };
    entries.unwrap_or_default().iter().map(one).sum()
}

#[test]
fn a_disk_that_fills_up_under_an_upload_keeps_nothing_half_and_goes_on() {
    on_both(|database| {
        let scene = Scene::set(database);
        let server = scene.start_with_limits("trap '' XFSZ; ulimit -S -f 2048");
        let client = scene.clients(&server.url()).swap_remove(0);
        let files = format!("/api/v1/reports/{CYCLE}/{}/attachments", PARTIES[0]);
        let mut large = b"%PDF-1.7\n".to_vec();
        large.resize(3 * 1024 * 1024, b'\n');
        let send = |bytes: &[u8]| client.upload(&files, &[], &[], ("plan.pdf", bytes));
        for _ in 0..3 {
            let refused = send(&large).expect(507).json();
            assert_eq!(refused["code"], "no_room", "{refused}");
        }
        assert_eq!(client.get(&files).expect(200).json()["attachments"], json!([]), "nothing of it is listed");
        assert_eq!(files_in(&scene.data.join("files")), 0, "nothing of it lies about");
        // What fits is taken as ever, and whoever answers goes on.
        let small = send(&large[..1000]).expect(201).json();
        save(&client, "q01", "Invented.", 0, "once").expect(200);
        let lifted = Command::new("prlimit").args(["--pid", &server.id().to_string(), "--fsize=unlimited"]).status();
        assert!(lifted.unwrap().success());
        let whole = send(&large).expect(201).json();
        for (file, bytes) in [(&small, &large[..1000]), (&whole, &large)] {
            assert_eq!(file["sha256"], godwit::digest::sha256(bytes));
            let got = client.get(&format!("{files}/{}", file["id"].as_str().unwrap())).expect(200);
            assert_eq!(got.text.as_bytes(), bytes);
        }
        assert_eq!(files_in(&scene.data.join("files")), 2);
    });
}

#[test]
fn a_locked_database_is_503_for_writers_while_readers_read() {
    let database = TestDatabase::sqlite();
    let scene = Scene::set(&database);
    let server = scene.start();
    let client = scene.clients(&server.url()).swap_remove(0);
    let mut other = database.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let writer = client.clone();
    let writing = std::thread::spawn(move || save(&writer, "q01", "Invented.", 0, "once"));
    let read = client.get(&Scene::answer(PARTIES[0], "q01")).expect(200).json();
    assert_eq!(read["value"], Value::Null);
    is_told_to_come_back(&writing.join().unwrap());
    other.batch_execute("ROLLBACK").unwrap();
    save(&client, "q01", "Invented.", 0, "once").expect(200);
}

fn let_in(admin: &mut Conn, name: &str, yes: bool) {
    let allow = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {yes}");
    diesel::sql_query(allow).execute(admin).unwrap();
    if !yes {
        let all = format!("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{name}'");
        diesel::sql_query(all).execute(admin).unwrap();
    }
}

#[test]
fn a_database_that_goes_down_is_503_and_comes_back() {
    let Some(database) = TestDatabase::postgres() else { return };
    let scene = Scene::set(&database);
    let server = scene.start();
    let client = scene.clients(&server.url()).swap_remove(0);
    save(&client, "q01", "Invented.", 0, "first").expect(200);
    let url = database.url();
    let (start, name) = url.rsplit_once('/').unwrap();
    let mut admin = connect(&Address::Postgres(format!("{start}/postgres"))).unwrap();
    let_in(&mut admin, name, false);
    is_told_to_come_back(&save(&client, "q02", "Invented.", 0, "second"));
    client.get("/readyz").expect(503);
    client.get("/healthz").expect(200);
    let_in(&mut admin, name, true);
    save(&client, "q02", "Invented.", 0, "second").expect(200);
    assert_eq!(client.get(&Scene::answer(PARTIES[0], "q01")).expect(200).json()["value"], "Invented.");
    client.get("/readyz").expect(200);
}

#[test]
fn a_newer_database_is_refused_by_every_command_that_opens_it() {
    on_both(|database| {
        let scene = Scene::set(database);
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
        database.connect().batch_execute(newer).unwrap();
        for arguments in [vec!["serve"], vec!["migrate"], vec!["post"], vec!["remind"], vec!["audit", "verify"]] {
            let (code, out, said) = scene.command(&arguments);
            assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}: {said}");
            assert!(said.contains("newer"), "{arguments:?}: {said}");
        }
    });
}
