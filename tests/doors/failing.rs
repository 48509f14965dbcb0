//! A database that fails under the doors, and a server that is told to stop.

use std::io::Write;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use godwit::db::Address;
use godwit::db::conn::connect;
use serde_json::json;

use crate::client::{Doors, read};
use crate::support::{TestDatabase, TestServer};

const WORDS: [&str; 4] = ["sqlite", "postgres", "diesel", "FATAL"];

/// 503, when to come back, and nothing of what happened inside.
fn is_later(answer: &crate::support::Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.header("retry-after").is_some_and(|said| said.parse::<u32>().is_ok()), "{answer:?}");
    let text = answer.text.to_lowercase();
    assert!(!WORDS.iter().any(|word| text.contains(&word.to_lowercase())), "{answer:?}");
}

#[test]
fn a_database_that_is_locked_refuses_writes_for_now_and_still_reads() {
    let database = TestDatabase::sqlite();
    let server = TestServer::start(&database);
    let admin = server.secretariat_admin();
    let mut other = database.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    is_later(&admin.delete("/api/v1/session"));
    admin.get("/api/v1/me").expect(200);
    server.visitor().get("/readyz").expect(200);
    other.batch_execute("ROLLBACK").unwrap();
    admin.delete("/api/v1/session").expect(204);
    admin.get("/api/v1/me").expect(401);
}

#[test]
fn a_database_that_is_gone_makes_nobody_ready() {
    let Some(database) = TestDatabase::postgres() else { return };
    let server = TestServer::start(&database);
    let admin = server.secretariat_admin();
    server.visitor().get("/readyz").expect(200);
    let Address::Postgres(url) = &database.address else { panic!("no PostgreSQL") };
    let (server_url, name) = url.rsplit_once('/').unwrap();
    let mut other = connect(&Address::Postgres(format!("{server_url}/postgres"))).unwrap();
    diesel::sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut other).unwrap();
    is_later(&server.visitor().get("/readyz"));
    is_later(&admin.get("/api/v1/me"));
    is_later(&admin.post("/api/v1/cycles", &json!({})));
    server.visitor().get("/healthz").expect(200);
}

#[test]
fn a_request_under_way_is_finished_when_the_server_is_told_to_stop() {
    let mut doors = Doors::open();
    let mut stream = doors.connect();
    let body = br#"{"refresh_token": "nobody's"}"#;
    let head = format!(
        "POST /api/v1/session/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..5]).unwrap();
    // Another request proves that the one before it has reached the server, whose one worker takes them in order.
    assert_eq!(doors.get("/healthz").status, 200);
    let running = doors.running.take().unwrap();
    let stopping = std::thread::spawn(move || running.stop());
    stream.write_all(&body[5..]).unwrap();
    let answer = read(&mut stream);
    assert_eq!(answer.status, 401, "{answer:?}");
    drop(stream);
    stopping.join().unwrap();
}
