//! What stands beside an answer: files of the report and links, kept with every revision, frozen and proven.

use godwit::reports::attachments::sweep::sweep;
use serde_json::{Value, json};

use crate::scene::{Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const REPORT: &str = "/api/v1/reports/first/KEN";
const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\ninvented\n%%EOF\n";
const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

fn template() -> Value {
    let label = |text: &str| json!({ "en": text });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "items": [
            { "name": "main", "type": "section", "label": label("Plans"), "items": [
                { "name": "plan", "type": "text", "label": label("Which plan?"), "comment": true, "attachments": true,
                  "links": true, "prefill": {} },
                { "name": "plain", "type": "text", "label": label("Nothing beside this") },
                { "name": "page", "type": "url", "label": label("Where?"), "attachments": true },
                { "name": "sites", "type": "table", "label": label("Sites"), "rows": { "max": 5 }, "columns": [
                    { "name": "km2", "type": "decimal", "label": label("Area"), "attachments": true, "links": true }] }] },
            { "name": "more", "type": "section", "label": label("More"), "items": [
                { "name": "map", "type": "text", "label": label("Which map?"), "attachments": true }] }],
    })
}

fn scene(database: &TestDatabase) -> Scene<'_> {
    let scene = Scene::open(database);
    let admin = scene.admin();
    admin.post("/api/v1/templates", &template()).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    round(&scene, "first", "2031-01-01T00:00:00Z");
    scene
}

/// Opens a round; the answer to it.
fn round(scene: &Scene<'_>, code: &str, due: &str) -> Value {
    let mut round = crate::scene::round(code);
    round["template"] = json!("invented");
    round["due_at"] = json!(due);
    round["opens_at"] = json!("2021-01-01T00:00:00Z");
    round["closes_at"] = json!("2036-01-01T00:00:00Z");
    scene.admin().post("/api/v1/cycles", &round).expect(201).json()
}

fn uploaded(person: &Client, report: &str, name: &str) -> String {
    let file = person.upload(&format!("{report}/attachments"), &[], &[], (name, PDF)).expect(201).json();
    file["id"].as_str().unwrap().to_owned()
}

fn at(path: &str) -> String {
    format!("{REPORT}/answers/{path}")
}

fn links() -> Value {
    json!([{ "url": "https://example.org/plan", "label": "The plan" }, { "url": "http://example.org/annex" }])
}

/// What is refused says why, and nothing of it is saved.
fn refused(kenya: &Client, (own, foreign): (&str, &str)) {
    for (path, beside, code) in [
        ("plan", json!({ "attachments": [foreign] }), "not_found"),
        ("plan", json!({ "attachments": [UNKNOWN] }), "not_found"),
        ("plan", json!({ "attachments": own }), "type"),
        ("plan", json!({ "attachments": [own, own] }), "duplicate"),
        ("plan", json!({ "links": [{ "url": "javascript:alert(1)" }] }), "url"),
        ("plan", json!({ "links": [{ "url": "https://a.example", "name": "x" }] }), "type"),
        ("plan", json!({ "links": "https://a.example" }), "type"),
        ("plain", json!({ "attachments": [own] }), "attachments"),
        ("plain", json!({ "links": links() }), "links"),
        ("page", json!({ "links": links() }), "links"),
        ("map", json!({ "links": links() }), "links"),
        ("sites/north/km2", json!({ "attachments": [foreign] }), "not_found"),
    ] {
        let mut body = json!({ "value": null, "revision": 0 });
        body.as_object_mut().unwrap().extend(beside.as_object().unwrap().clone());
        assert_eq!(kenya.put(&at(path), &body).expect(422).codes(), [code], "{path} {beside}");
        assert_eq!(kenya.get(&at("plan")).expect(200).json()["revision"], 0);
    }
}

#[test]
fn files_and_links_beside_an_answer_are_kept_with_every_revision() {
    on_both(|database| {
        let scene = scene(database);
        let (kenya, uganda) = (scene.focal_point("KEN"), scene.focal_point("UGA"));
        let file = uploaded(&kenya, REPORT, "plan.pdf");
        let foreign = uploaded(&uganda, &REPORT.replace("KEN", "UGA"), "plan.pdf");
        refused(&kenya, (&file, &foreign));
        let body =
            json!({ "value": "Ours", "attachments": [file], "links": links(), "revision": 0, "operation": "one" });
        let saved = kenya.put(&at("plan"), &body).expect(200).json();
        assert_eq!((&saved["attachments"], &saved["links"]), (&json!([file]), &links()));
        assert_eq!(kenya.put(&at("plan"), &body).expect(200).json(), saved, "a repeat is one");
        let mut other = body.clone();
        other["links"] = json!([]);
        assert_eq!(kenya.put(&at("plan"), &other).expect(422).codes(), ["operation_reused"]);
        let stale = json!({ "value": "Ours", "links": [], "revision": 0 });
        let conflict = kenya.put(&at("plan"), &stale).expect(409);
        assert!(conflict.text.contains(&file) && conflict.text.contains("https://example.org/plan"), "{conflict:?}");
        let many = json!({ "answers": [
            { "path": "sites/north/km2", "value": 12.5, "attachments": [file], "links": links(), "revision": 0 },
            { "path": "plan", "value": "Ours", "comment": "Now without", "attachments": [], "revision": 1 }] });
        kenya.patch(&format!("{REPORT}/answers"), &many).expect(200);
        let cell = kenya.get(&at("sites/north/km2")).expect(200).json();
        assert_eq!((&cell["attachments"], &cell["links"]), (&json!([file]), &links()));
        let plan = kenya.get(&at("plan")).expect(200).json();
        assert_eq!((&plan["attachments"], &plan["links"]), (&Value::Null, &Value::Null));
        let history = kenya.get(&format!("{REPORT}/history/plan")).expect(200).json();
        assert_eq!(history["revisions"][0]["attachments"], json!([file]));
        assert_eq!((&history["revisions"][0]["links"], &history["revisions"][1]["links"]), (&links(), &Value::Null));
        let (code, _, said) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
        tampered(&scene);
    });
}

/// Whoever takes a link away behind the house's back is found out.
fn tampered(scene: &Scene<'_>) {
    use diesel::connection::SimpleConnection;
    let sql = "UPDATE answer_revisions SET links = NULL WHERE question = 'plan' AND revision = 1";
    let done = scene.server.house.db.write(move |tx| Ok::<_, godwit::fault::Fault>(tx.batch_execute(sql)?));
    done.unwrap();
    let (code, _, said) = scene.godwit(&["audit", "verify"]);
    assert!(code == 1 && said.contains("(plan) was changed"), "{said}");
}

#[test]
fn what_stands_beside_is_frozen_proven_and_not_swept_and_links_go_along_into_the_next_round() {
    on_both(|database| {
        let scene = scene(database);
        let kenya = scene.focal_point("KEN");
        let [file, cell] = ["plan.pdf", "area.pdf"].map(|name| uploaded(&kenya, REPORT, name));
        let loose = uploaded(&kenya, REPORT, "loose.pdf");
        let body = json!({ "value": "Ours", "attachments": [file], "links": links(), "revision": 0 });
        kenya.put(&at("plan"), &body).expect(200);
        let body = json!({ "value": 2, "attachments": [cell], "links": links(), "revision": 0 });
        kenya.put(&at("sites/north/km2"), &body).expect(200);
        scene.server.wait(chrono::Duration::days(11));
        let house = &scene.server.house;
        assert_eq!(sweep(&house.db, &house.files, house.clock.now()).unwrap(), (1, 0), "only the loose one goes");
        let kenya = scene.server.client("ken@parties.example");
        let download = |person: &Client, id: &str| person.get(&format!("{REPORT}/attachments/{id}")).status;
        assert_eq!([&file, &cell, &loose].map(|id| download(&kenya, id)), [200, 200, 404]);
        assert_eq!(download(&scene.admin(), &file), 404);
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        assert_eq!([&file, &cell].map(|id| download(&scene.admin(), id)), [200, 200]);
        let frozen = kenya.get(&format!("{REPORT}/submissions/1")).expect(200).json();
        let sha256 = godwit::digest::sha256(PDF);
        let described = |id: &str, name: &str| json!([{ "id": id, "name": name, "sha256": sha256, "bytes": PDF.len(), "media_type": "application/pdf" }]);
        let entry = json!({ "status": "answered", "value": "Ours", "links": links(), "attachments": described(&file, "plan.pdf") });
        assert_eq!(frozen["answers"]["plan"], entry);
        assert_eq!(frozen["answers"]["sites/north/km2"]["attachments"], described(&cell, "area.pdf"));
        let schema = kenya.get("/api/v1/templates/invented/versions/1/answers.schema.json").expect(200).json();
        assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&frozen));
        carried(&scene);
        gone(&scene, database, &sha256);
    });
}

/// The next round begins with the answer and its links, without the files of this report.
fn carried(scene: &Scene<'_>) {
    let opened = round(scene, "second", "2032-01-01T00:00:00Z");
    assert!(opened.to_string().contains("belong to the other report"), "{opened}");
    let kenya = scene.server.client("ken@parties.example");
    let plan = kenya.get("/api/v1/reports/second/KEN/answers/plan").expect(200).json();
    assert_eq!((&plan["state"], &plan["links"]), (&json!("unconfirmed"), &links()));
    assert_eq!(plan["attachments"], Value::Null);
    let confirmed = json!({ "answers": [{ "path": "plan", "revision": 1 }] });
    kenya.post("/api/v1/reports/second/KEN/confirmations", &confirmed).expect(200);
    let plan = kenya.get("/api/v1/reports/second/KEN/answers/plan").expect(200).json();
    assert_eq!((&plan["state"], &plan["links"]), (&json!("answered"), &links()));
}

/// Whoever verifies finds a file gone that stood beside an answer.
fn gone(scene: &Scene<'_>, database: &TestDatabase, sha256: &str) {
    let (code, _, said) = scene.godwit(&["audit", "verify"]);
    assert_eq!(code, 0, "{said}");
    for folder in std::fs::read_dir(database.folder.path().join("files")).unwrap() {
        let _ = std::fs::remove_file(folder.unwrap().path().join(sha256));
    }
    let (code, _, said) = scene.godwit(&["audit", "verify"]);
    assert!(code == 1 && said.contains("\"plan.pdf\" is gone") && said.contains("\"area.pdf\" is gone"), "{said}");
}

#[test]
fn sections_keep_the_files_beside_their_answers_to_themselves() {
    on_both(|database| {
        let scene = scene(database);
        let kenya = scene.focal_point("KEN");
        let [plan, map] = ["plan.pdf", "map.pdf"].map(|name| uploaded(&kenya, REPORT, name));
        let body = json!({ "value": "Ours", "attachments": [plan], "links": links(), "revision": 0 });
        kenya.put(&at("plan"), &body).expect(200);
        kenya.put(&at("map"), &json!({ "value": "A map", "attachments": [map], "revision": 0 })).expect(200);
        let colleague = scene.server.contributor(&["more"]);
        assert_eq!(
            [&map, &plan].map(|id| colleague.get(&format!("{REPORT}/attachments/{id}")).status),
            [200, 404],
            "the files of the own section"
        );
        let stolen = json!({ "value": "A map", "attachments": [map, plan], "revision": 1 });
        assert_eq!(colleague.put(&at("map"), &stolen).expect(422).codes(), ["not_found"]);
    });
}
