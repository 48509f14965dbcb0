//! What the doors do with a body, at a call that takes one from anybody.

use godwit::web::body::BODY_BYTES;

use crate::client::Doors;

const CALL: (&str, &str) = ("POST", "/api/v1/session");
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn a_body_too_large_is_refused_announced_or_not() {
    let doors = Doors::open();
    let (method, path) = CALL;
    let announced = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20000000\r\n\r\n{{"
    );
    assert_eq!(doors.raw(announced.as_bytes()).status, 413);
    let chunk = format!("{:x}\r\n{}\r\n", BODY_BYTES / 4, " ".repeat(BODY_BYTES / 4));
    let chunked = format!("{}0\r\n\r\n", chunk.repeat(5));
    let answer = doors.ask(method, path, &[JSON, ("Transfer-Encoding", "chunked")], chunked.as_bytes());
    assert_eq!(answer.status, 413, "{answer:?}");
    assert_eq!(doors.get("/healthz").status, 200);
}

#[test]
fn a_shape_is_refused_with_its_status() {
    let doors = Doors::open();
    let (method, path) = CALL;
    for (body, status) in [
        ("{", 400),
        ("{\"email\": \"a@example.org\"}", 422),
        ("{\"email\": \"a@example.org\", \"password\": \"x\", \"role\": \"secretariat_admin\"}", 422),
        ("{\"email\": \"a@example.org\", \"email\": \"b@example.org\", \"password\": \"x\"}", 422),
    ] {
        let answer = doors.ask(method, path, &[JSON], body.as_bytes());
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        assert!(answer.json()["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{answer:?}");
    }
    let answer = doors.ask(method, path, &[("Content-Type", "text/plain")], b"{}");
    assert_eq!(answer.status, 415, "{answer:?}");
}
