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
    let style = page.body.split("href=\"/assets/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = doors.get(&format!("/assets/{style}"));
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(style.header("cache-control").is_some_and(|said| said.contains("immutable")));
}
