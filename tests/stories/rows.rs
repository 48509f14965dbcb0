//! Repeats and tables: rows that lists give and rows that people make, kept, counted, taken away and brought back.

use serde_json::{Value, json};

use crate::scene::{ADMIN, Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const REPORT: &str = "/api/v1/reports/invented-1/KEN";

/// Species of a list, each Party its own; of each the trend, and the sites it is seen at.
fn template() -> Value {
    let label = |text: &str| json!({ "en": text });
    let column = |name: &str, kind: &str| json!({ "name": name, "type": kind, "label": label(name) });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "lists": { "kinds": { "reference": "kinds", "per_party": true },
                   "threats": { "choices": [{ "name": "line_kill", "label": label("Power lines") }, { "name": "dams", "label": label("Dams") }] },
                   "trends": { "choices": [{ "name": "up", "label": label("Up") }, { "name": "down", "label": label("Down") }] } },
        "items": [{ "name": "main", "type": "section", "label": label("Species"), "items": [
            { "name": "species", "type": "group", "label": label("Each species"),
              "repeat": { "over": "kinds", "add_own": true, "where": "rank = 'species'" }, "items": [
                { "name": "trend", "type": "select_one", "list": "trends", "label": label("Its trend"), "required": "submit" },
                { "name": "sites", "type": "table", "label": label("Its sites"), "rows": { "max": 3 },
                  "columns": [column("site", "text"), column("km2", "decimal")] },
                { "name": "area", "type": "calculate", "label": label("Area"), "calculation": "sum(${sites.km2})" } ] },
            { "name": "grid", "type": "table", "label": label("Threats"), "rows": { "over": "threats" }, "required": "submit",
              "columns": [column("cases", "integer")] },
            { "name": "total", "type": "calculate", "label": label("Area of all"), "calculation": "sum(${sites.km2})" } ] }],
    })
}

pub fn opened(database: &TestDatabase) -> Scene<'_> {
    let scene = Scene::open(database);
    let list = database.folder.path().join("kinds.csv");
    let rows = "key,label,parent,parties,retired,attr_rank\nbirds,Birds,,,,class\ncrane,Invented crane,birds,KEN,,species\n\
                stork,Invented stork,birds,KEN;UGA,,species\noryx,Invented oryx,,FRA,,species\n";
    std::fs::write(&list, rows).unwrap();
    let imported = scene.godwit(&["import", "list", list.to_str().unwrap(), "--instrument", "CMS", "--list", "kinds"]);
    assert_eq!(imported.0, 0, "{}", imported.2);
    let admin = scene.server.client(ADMIN);
    admin.post("/api/v1/templates", &template()).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    let mut round = crate::scene::round("invented-1");
    round["template"] = json!("invented");
    admin.post("/api/v1/cycles", &round).expect(201);
    scene
}

pub fn save(person: &Client, path: &str, value: Value, revision: i32) {
    person.put(&format!("{REPORT}/answers/{path}"), &json!({ "value": value, "revision": revision })).expect(200);
}

/// The paths of all answers with their state.
fn states(person: &Client) -> Vec<String> {
    let answers = person.get(&format!("{REPORT}/answers")).expect(200).json();
    let said = |answer: &Value| format!("{} {}", answer["path"].as_str().unwrap(), answer["state"].as_str().unwrap());
    answers["answers"].as_array().unwrap().iter().map(said).collect()
}

fn gaps(person: &Client) -> Vec<String> {
    let gaps = person.get(&format!("{REPORT}/gaps")).expect(200).json();
    let said = |gap: &Value| format!("{} {}", gap["path"].as_str().unwrap(), gap["code"].as_str().unwrap());
    gaps["gaps"].as_array().unwrap().iter().map(said).collect()
}

fn value(person: &Client, path: &str) -> Value {
    person.get(&format!("{REPORT}/answers/{path}")).expect(200).json()["value"].clone()
}

#[test]
fn rows_are_made_kept_taken_away_and_brought_back() {
    on_both(|database| {
        let scene = opened(database);
        let kenya = scene.focal_point("KEN");
        assert_eq!(gaps(&kenya), ["species/crane/trend required", "species/stork/trend required", "grid required"]);
        save(&kenya, "species/crane/trend", json!("down"), 0);
        save(&kenya, "species/stork/trend", json!("up"), 0);
        save(&kenya, "species/heron/trend", json!("up"), 0);
        save(&kenya, "grid/line_kill/cases", json!(4), 0);
        save(&kenya, "species/crane/sites/s1/site", json!("Invented Bay"), 0);
        save(&kenya, "species/crane/sites/s1/km2", json!(10.5), 0);
        save(&kenya, "species/crane/sites/s2/km2", json!(2), 0);
        save(&kenya, "species/heron/sites/s1/km2", json!(100), 0);
        assert_eq!(gaps(&kenya), [""; 0]);
        assert_eq!((value(&kenya, "total"), value(&kenya, "species/crane/area")), (json!(112.5), json!(12.5)));
        assert_eq!(
            states(&kenya)[..6],
            [
                "species/crane/trend answered",
                "species/stork/trend answered",
                "species/heron/trend answered",
                "species/crane/sites/s1/site answered",
                "species/crane/sites/s2/site blank",
                "species/heron/sites/s1/site blank"
            ]
        );
        kenya.delete(&format!("{REPORT}/rows/species/crane/sites/s1")).expect(204);
        kenya.delete(&format!("{REPORT}/rows/species/crane/sites/s1")).expect(204);
        assert_eq!(value(&kenya, "total"), json!(102));
        assert!(!states(&kenya).iter().any(|state| state.contains("crane/sites/s1")));
        // What was said stays to be read; a word from somebody who did not know brings all of it back.
        let kept = kenya.get(&format!("{REPORT}/answers/species/crane/sites/s1/site")).expect(200).json();
        assert_eq!((&kept["value"], &kept["state"]), (&json!("Invented Bay"), &json!("not_applicable")));
        save(&kenya, "species/crane/sites/s1/km2", json!(11), 1);
        assert_eq!(value(&kenya, "total"), json!(113));
        kenya.delete(&format!("{REPORT}/rows/species/heron")).expect(204);
        assert_eq!(value(&kenya, "total"), json!(13));
        let (code, said, _) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
    });
}

#[test]
fn rows_that_cannot_be_are_refused() {
    on_both(|database| {
        let scene = opened(database);
        let kenya = scene.focal_point("KEN");
        let said = json!({ "value": "up", "revision": 0 });
        for path in [
            "species/oryx/trend",
            "species/BAD/trend",
            "species//trend",
            "species/crane",
            "trend",
            "grid/line_kill",
            "grid/other/cases",
            "grid",
            "sites/s1/km2",
            "species/crane/sites/s1/area",
            "species/a/b/trend",
            "grid/crane/trend",
            "species/crane/trend/x",
            "species/crane/total",
        ] {
            kenya.put(&format!("{REPORT}/answers/{path}"), &said).expect(404);
        }
        kenya.get(&format!("{REPORT}/answers/species/never/trend")).expect(404);
        kenya.delete(&format!("{REPORT}/rows/species/never")).expect(404);
        kenya.delete(&format!("{REPORT}/rows/species")).expect(404);
        let listed = kenya.delete(&format!("{REPORT}/rows/species/crane")).expect(422);
        assert_eq!(listed.codes(), ["listed_row"]);
        let rows =
            (1..=4).map(|row| json!({ "path": format!("species/crane/sites/s{row}/km2"), "value": 1, "revision": 0 }));
        let rows: Vec<Value> = rows.collect();
        let many = kenya.patch(&format!("{REPORT}/answers"), &json!({ "answers": rows })).expect(422);
        assert_eq!(many.codes(), ["too_many_rows"]);
        kenya.patch(&format!("{REPORT}/answers"), &json!({ "answers": &rows[..3], "operation": "one" })).expect(200);
        kenya.patch(&format!("{REPORT}/answers"), &json!({ "answers": &rows[..3], "operation": "one" })).expect(200);
        let fourth = json!({ "value": 1, "revision": 0 });
        kenya.put(&format!("{REPORT}/answers/species/crane/sites/s4/km2"), &fourth).expect(422);
        kenya.delete(&format!("{REPORT}/rows/species/crane/sites/s2")).expect(204);
        kenya.put(&format!("{REPORT}/answers/species/crane/sites/s4/km2"), &fourth).expect(200);
    });
}

#[test]
fn rows_are_frozen_with_the_report() {
    on_both(|database| {
        let scene = opened(database);
        let kenya = scene.focal_point("KEN");
        for (path, said) in [
            ("species/crane/trend", json!("down")),
            ("species/stork/trend", json!("up")),
            ("grid/dams/cases", json!(0)),
            ("species/stork/sites/b/km2", json!(2.5)),
            ("species/stork/sites/a/km2", json!(1)),
        ] {
            save(&kenya, path, said, 0);
        }
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        let frozen = kenya.get(&format!("{REPORT}/submissions/1")).expect(200).json();
        let rows = json!({ "species": ["crane", "stork"], "species/crane/sites": [], "species/stork/sites": ["b", "a"],
                           "grid": ["line_kill", "dams"] });
        assert_eq!(frozen["rows"], rows);
        assert_eq!(frozen["answers"]["species/stork/sites/a/km2"], json!({ "status": "answered", "value": 1 }));
        assert_eq!(frozen["answers"]["grid"], json!({ "status": "answered" }));
        let (code, said, wrong) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said} {wrong}");
        kenya.delete(&format!("{REPORT}/rows/species/stork/sites/a")).expect(409);
    });
}
