//! The OpenAPI document and the page made of it.

use std::collections::BTreeSet;

use godwit::web::routes::ROUTES;

use crate::client::Doors;

#[test]
fn the_document_and_the_routes_are_the_same() {
    let document = Doors::open().get("/api/openapi.json").json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    let mut described = BTreeSet::new();
    for (path, calls) in document["paths"].as_object().unwrap() {
        for method in calls.as_object().unwrap().keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let in_api = ROUTES.iter().filter(|(_, path)| path.starts_with("/api/v1/"));
    let served: BTreeSet<String> =
        in_api.map(|(method, path)| format!("{method} {}", path.replace(":.*}", "}"))).collect();
    assert_eq!(described, served);
}

#[test]
fn every_call_can_be_refused_and_every_reference_leads_somewhere() {
    let document = Doors::open().get("/api/openapi.json").json();
    for (path, calls) in document["paths"].as_object().unwrap() {
        for (method, call) in calls.as_object().unwrap() {
            assert!(call["responses"]["default"].is_object(), "{method} {path}");
            assert!(call["summary"].as_str().is_some_and(|said| !said.is_empty()), "{method} {path} says nothing");
        }
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn the_page_shows_every_call_and_needs_no_script() {
    let doors = Doors::open();
    let page = doors.get("/api/docs");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<script") && !page.body.contains(" style="));
    for (method, path) in ROUTES.iter().filter(|(_, path)| path.starts_with("/api/v1/")) {
        let call = format!("<code>{method} {}</code>", path.replace(":.*}", "}"));
        assert!(page.body.contains(&call), "{call}");
    }
    let style =
        page.body.split("rel=\"stylesheet\" href=\"/assets/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = doors.get(&format!("/assets/{style}"));
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(style.header("cache-control").is_some_and(|said| said.contains("immutable")));
}

/// What stands in quotes directly after each of these beginnings, white space aside.
fn quoted_after(text: &str, beginning: &str) -> Vec<String> {
    let after = text.split(beginning).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
    after.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|end| end == "rs") {
            found.push(std::fs::read_to_string(&entry).unwrap());
        }
    }
}

#[test]
fn every_word_of_a_refusal_is_explained() {
    let mut files = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut files);
    let mut words = BTreeSet::new();
    for text in &files {
        for beginning in ["conflict(", "later("] {
            words.extend(quoted_after(text, beginning));
        }
        for status in text.split("StatusCode::").skip(1).filter_map(|rest| rest.split_once(',')) {
            let is_name = status.0.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            words.extend(quoted_after(&format!("\u{1}{}", status.1), "\u{1}").into_iter().filter(|_| is_name));
        }
    }
    assert!(words.contains("stale") && words.contains("busy") && words.contains("not_found"), "{words:?}");
    let page = Doors::open().get("/api/docs").body;
    for word in words {
        assert!(page.contains(&format!("<tr id=\"{word}\">")), "{word} is not in failure/words.rs");
    }
}
