//! What holds on every route there is, and beside them.

use godwit::web::failure::WORDS;
use godwit::web::routes::ROUTES;

use crate::client::{Answer, Doors};

/// A path with its parameters filled by words that name nothing.
fn filled(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                out.push_str("x1");
            }
            '}' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn has_the_headers(answer: &Answer, https: bool, what: &str) {
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{what}: {answer:?}"));
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{what}");
    assert_eq!(answer.header("strict-transport-security").is_some(), https, "{what}");
    assert!(answer.header("cache-control").is_some_and(|said| said.contains("no-store") || said.contains("public")));
    assert!(answer.header("x-request-id").is_some(), "{what}");
    assert!(answer.header("server").is_none(), "{what}");
}

/// A refusal is a problem under /api and a page elsewhere, and its word stands in the reference.
fn is_said_rightly(answer: &Answer, path: &str, what: &str) {
    if answer.status < 400 {
        return;
    }
    let media = answer.header("content-type").unwrap_or_default();
    if path.starts_with("/api/") {
        assert_eq!(media, "application/problem+json", "{what}");
        let problem = answer.json();
        assert_eq!(problem["status"], answer.status, "{what}");
        let code = problem["code"].as_str().unwrap();
        assert_eq!(problem["type"], format!("/api/docs#{code}"), "{what}");
        let known = WORDS.iter().any(|(word, status, _)| *word == code && *status == answer.status);
        assert!(known, "{what}: {code} {} is not in failure/words.rs", answer.status);
    } else {
        assert!(media.starts_with("text/html"), "{what}: {media}");
        assert!(answer.body.contains("<html lang=\"en\""), "{what}");
    }
}

#[test]
fn every_answer_has_the_headers_and_says_its_refusal_rightly() {
    for (base, https) in [("http://127.0.0.1", false), ("https://reports.example.org", true)] {
        let doors = Doors::open_with(base, |how| how);
        for (method, path) in ROUTES {
            let path = filled(path);
            let what = format!("{method} {path}");
            // Nobody reads what comes with a look: its connection would stay open for seconds.
            let body: &[u8] = if method == &"GET" { b"" } else { b"{" };
            let answer = doors.ask(method, &path, &[("Content-Type", "application/json")], body);
            assert!((200..500).contains(&answer.status), "{what}: {answer:?}");
            has_the_headers(&answer, https, &what);
            is_said_rightly(&answer, &path, &what);
        }
        for path in ["/nothing", "/api/v1/nothing", "/api/", "/assets/../secret", "/%00", "/api/v1/%ff"] {
            let answer = doors.get(path);
            assert_eq!(answer.status, 404, "{path}: {answer:?}");
            has_the_headers(&answer, https, path);
            is_said_rightly(&answer, path, path);
        }
    }
}

#[test]
fn a_method_that_is_not_listed_is_refused_and_the_others_are_named() {
    let doors = Doors::open();
    for (_, path) in ROUTES {
        let listed: Vec<&str> = ROUTES.iter().filter(|(_, other)| other == path).map(|(method, _)| *method).collect();
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            if listed.contains(&method) || (method == "HEAD" && listed.contains(&"GET")) {
                continue;
            }
            let answer = doors.ask(method, &filled(path), &[], b"");
            assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
            let allow = answer.header("allow").unwrap_or_else(|| panic!("{method} {path}: {answer:?}"));
            assert!(listed.iter().all(|method| allow.contains(method)), "{method} {path}: {allow}");
            has_the_headers(&answer, false, path);
        }
    }
}

#[test]
fn head_is_get_without_its_body() {
    let doors = Doors::open();
    for path in ["/healthz", "/api/openapi.json", "/api/docs", "/nothing"] {
        let (get, head) = (doors.get(path), doors.ask("HEAD", path, &[], b""));
        assert_eq!(get.status, head.status, "{path}");
        assert_eq!(get.header("content-length"), head.header("content-length"), "{path}");
        assert!(head.body.is_empty(), "{path}: {head:?}");
    }
}

#[test]
fn no_content_encoding_is_unpacked_anywhere() {
    let doors = Doors::open();
    for (method, path) in ROUTES {
        for encoding in ["br", "gzip", "identity", "zstd, gzip"] {
            let answer = doors.ask(method, &filled(path), &[("Content-Encoding", encoding)], b"\x1f\x8b");
            assert_eq!(answer.status, 415, "{method} {path} {encoding}");
            is_said_rightly(&answer, path, path);
        }
    }
}

#[test]
fn another_site_s_page_cannot_write() {
    let doors = Doors::open();
    for (method, path) in ROUTES.iter().filter(|(method, path)| *method != "GET" && !path.starts_with("/api/")) {
        for said in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"), ("Origin", "null")] {
            let form = ("Content-Type", "application/x-www-form-urlencoded");
            let answer = doors.ask(method, &filled(path), &[said, form], b"");
            assert_eq!(answer.status, 403, "{method} {path} {said:?}: {answer:?}");
        }
    }
    // A path that takes no write at all refuses it for the same reason first.
    assert_eq!(doors.ask("POST", "/healthz", &[("Origin", "https://evil.example")], b"").status, 403);
    assert_eq!(doors.ask("POST", "/healthz", &[("Origin", "http://127.0.0.1")], b"").status, 405);
}

#[test]
fn metrics_are_for_this_machine_alone() {
    let doors = Doors::open();
    let answer = doors.get("/metrics");
    assert!(answer.status == 200 && answer.body.contains("godwit_requests_total"), "{answer:?}");
    for header in ["X-Forwarded-For", "Forwarded", "Via"] {
        assert_eq!(doors.ask("GET", "/metrics", &[(header, "203.0.113.9")], b"").status, 404, "{header}");
    }
}
