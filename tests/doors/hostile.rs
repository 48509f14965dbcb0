//! Bytes that no honest client sends.

use std::io::Write;
use std::time::{Duration, Instant};

use godwit::web::How;
use godwit::web::routes::ROUTES;

use crate::client::{Doors, read};
use crate::support::{TestServer, on_both};

/// A path that takes a JSON body from anybody.
fn open_door() -> (&'static str, &'static str) {
    ("POST", "/api/v1/session")
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn two_lengths_are_refused() {
    let doors = Doors::open();
    let (method, path) = open_door();
    for lengths in [
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: +2\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: x\r\n",
    ] {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{lengths}\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        );
        let answer = doors.raw(request.as_bytes());
        assert!(answer.status == 400 || answer.status == 0, "{lengths:?}: {answer:?}");
    }
}

#[test]
fn a_head_that_is_none_is_refused() {
    let doors = Doors::open();
    let long = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "a".repeat(300_000));
    let many = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-Many: 1\r\n".repeat(2_000));
    for request in [
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        "GET /he\0lthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n",
        &long,
        &many,
    ] {
        let answer = doors.raw(request.as_bytes());
        assert!([0, 400, 414, 431].contains(&answer.status), "{:?}: {answer:?}", request.get(..40));
    }
    assert_eq!(doors.get("/healthz").status, 200);
}

#[test]
fn whoever_sends_nothing_or_half_is_let_go() {
    let short = Duration::from_millis(300);
    let doors = Doors::open_with("http://127.0.0.1", |how| How { head_time: short, body_time: short, ..how });
    let (method, path) = open_door();
    let half =
        format!("{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{");
    for (sent, expect) in [("", [0, 408]), ("GET /healthz HT", [0, 408]), (half.as_str(), [408, 408])] {
        let started = Instant::now();
        let mut stream = doors.connect();
        stream.write_all(sent.as_bytes()).unwrap();
        let answer = read(&mut stream);
        assert!(expect.contains(&answer.status), "{sent:?}: {answer:?}");
        assert!(started.elapsed() < Duration::from_secs(10), "{sent:?} was kept for {:?}", started.elapsed());
    }
}

#[test]
fn nothing_that_is_sent_makes_us_fail_whoever_sends_it() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let digits = format!("{{\"email\":{}}}", "9".repeat(100_000));
    let bodies: [&[u8]; 12] = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{\"email\":null}",
        b"{\"email\":1e400}",
        b"{\"email\":\"\\ud800\"}",
        b"{\"email\":\"\xff\"}",
        b"{\"email\":\"a\\u0000b\",\"password\":\"x\"}",
        b"{\"email\":\"a\",\"email\":\"b\",\"password\":\"x\"}",
        deep.as_bytes(),
        digits.as_bytes(),
    ];
    let queries = ["?", "?a=b", "?%00=%00", "?citation=%00", "?citation=%ff&instrument=%00", "?limit=-1&after=%0d%0a"];
    on_both(|database| {
        let server = TestServer::start(database);
        for who in [server.visitor(), server.secretariat_admin(), server.focal_point()] {
            for (method, path) in ROUTES.iter().filter(|(_, path)| path.starts_with("/api/v1/")) {
                let path = path.replace(['{', '}'], "").replace(":.*", "");
                // Signing out is what it is meant for, and ends what the next request needs.
                if (*method, path.as_str()) == ("DELETE", "/api/v1/session") {
                    continue;
                }
                for query in queries.iter().filter(|_| *method == "GET") {
                    let answer = who.send(method, &format!("{path}{query}"), &[], None);
                    assert!(answer.status < 500, "{method} {path}{query}: {answer:?}");
                }
                for body in bodies.iter().filter(|_| *method != "GET") {
                    let answer = who.send(method, &path, &[JSON], Some(body));
                    assert!((400..500).contains(&answer.status), "{method} {path}: {answer:?}");
                }
            }
        }
    });
}
