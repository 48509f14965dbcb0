//! A new version is held against the published ones before it.

use serde_json::{Value, json};

use crate::scene::{server, small};
use crate::support::{Client, TestDatabase, TestServer, on_both};

/// A template of one section of these questions.
fn template(questions: Value) -> Value {
    let mut document = small("first");
    let choice = |name: &str| json!({"name": name, "label": {"en": name}});
    document["lists"] = json!({"all": {"choices": [choice("yes"), choice("no")]}, "one": {"choices": [choice("yes")]}});
    document["items"][0]["items"] = questions;
    document
}

fn question(name: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({"name": name, "type": kind, "label": {"en": "Q"},
                              "mandates": ["CMS Resolution 12.26 (Rev.COP13) para 3"]});
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn first() -> Value {
    template(json!([
        question("plan", "select_one", json!({"list": "all"})),
        question("area", "decimal", json!({"unit": "ha"})),
        question("gone", "text", json!({})),
    ]))
}

fn second() -> Value {
    template(json!([
        question("has_plan", "select_one", json!({"list": "one", "was": "plan"})),
        question("area", "decimal", json!({"unit": "km2", "max": 9})),
        question("fresh", "text", json!({})),
    ]))
}

/// A server with the first version published.
fn published(database: &TestDatabase) -> (TestServer, Client) {
    let server = server(database);
    let admin = server.secretariat_admin();
    admin.post("/api/v1/templates", &first()).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    (server, admin)
}

const EXPECT: [(&str, &str); 6] = [
    ("has_plan", "renamed"),
    ("has_plan", "options_removed"),
    ("area", "unit"),
    ("area", "tightened"),
    ("fresh", "added"),
    ("gone", "removed"),
];

#[test]
fn what_a_version_changes_is_told() {
    on_both(|database| {
        let (_server, admin) = published(database);
        admin.post("/api/v1/templates", &second()).expect(201);
        let path = "/api/v1/templates/invented/versions/2/changes";
        let told = admin.get(path).expect(200).json();
        assert_eq!(told["since"], 1);
        let word = |change: &Value, field: &str| change[field].as_str().unwrap().to_owned();
        let changes: Vec<_> = told["changes"].as_array().unwrap().iter().collect();
        let found: Vec<_> = changes.iter().map(|change| (word(change, "name"), word(change, "code"))).collect();
        let found: Vec<_> = found.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect();
        assert_eq!(found, EXPECT);
        assert_eq!((&changes[0]["was"], &changes[1]["options"]), (&json!("plan"), &json!(["no"])));
        assert_eq!((&changes[2]["from"], &changes[2]["to"]), (&json!("ha"), &json!("km2")));
        assert_eq!((&changes[2]["incomparable"], &changes[3]["may_not_fit"]), (&json!(true), &json!(true)));
        assert!(word(changes[3], "message").contains("The most: 9"), "{told}");
        let since = admin.get(&format!("{path}?since=2")).expect(422);
        assert_eq!(since.json()["errors"][0]["at"], "since");
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
        let first = admin.get("/api/v1/templates/invented/versions/1/changes").expect(200).json();
        assert_eq!((&first["since"], &first["changes"]), (&Value::Null, &json!([])));
        let back = admin.get("/api/v1/templates/invented/versions/1/changes?since=2").expect(200).json();
        assert_eq!((&back["changes"][0]["name"], &back["changes"][0]["was"]), (&json!("plan"), &json!("has_plan")));
    });
}

#[test]
fn a_draft_that_would_mix_up_answers_is_refused() {
    on_both(|database| {
        let (server, admin) = published(database);
        let refused = |questions: Value, expect: &[(&str, &str)]| {
            let told = admin.post("/api/v1/templates", &template(questions)).expect(422).json();
            let errors = told["errors"].as_array().unwrap();
            let found: Vec<_> =
                errors.iter().map(|flaw| (flaw["at"].as_str().unwrap(), flaw["code"].as_str().unwrap())).collect();
            assert_eq!(found, expect, "{told}");
        };
        let text = |name: &str, more: Value| question(name, "text", more);
        refused(json!([text("area", json!({}))]), &[("items[0].items[0].type", "type_changed")]);
        refused(json!([text("new", json!({"was": "plan"}))]), &[("items[0].items[0].type", "type_changed")]);
        refused(json!([text("new", json!({"was": "never"}))]), &[("items[0].items[0].was", "unknown_name")]);
        let both = json!([text("new", json!({"was": "gone"})), text("gone", json!({}))]);
        refused(both, &[("items[0].items[0].was", "still_there")]);
        let twice = json!([text("new", json!({"was": "gone"})), text("other", json!({"was": "gone"}))]);
        refused(twice, &[("items[0].items[1].was", "name_taken")]);
        // A name that was away has not forgotten its type.
        admin.post("/api/v1/templates", &template(json!([text("fresh", json!({}))]))).expect(201);
        admin.post("/api/v1/templates/invented/versions/2/publish", &json!({})).expect(200);
        refused(json!([text("plan", json!({}))]), &[("items[0].items[0].type", "type_changed")]);

        let file = database.folder.path().join("third.json");
        std::fs::write(&file, second().to_string()).unwrap();
        let run = |file: &std::path::Path| {
            let secret = database.folder.path().join("secret");
            std::fs::write(&secret, [7; 32]).unwrap();
            let settings =
                [("GODWIT_DATABASE_URL", database.url()), ("GODWIT_SECRET_FILE", secret.display().to_string())];
            let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
            crate::support::godwit::run(
                &["check", "template", &file.display().to_string()],
                database.folder.path(),
                &settings,
            )
        };
        let (code, told, said) = run(&file);
        assert_eq!(code, 0, "{said}");
        assert!(told.contains("Against version 2, which is published: 2 differences."), "{told}");
        assert!(told.contains("area: It is new."), "{told}");
        std::fs::write(&file, template(json!([text("plan", json!({}))])).to_string()).unwrap();
        let (code, _, said) = run(&file);
        assert!(code == 1 && said.contains("a name never changes its type"), "{said}");
        drop(server);
    });
}
