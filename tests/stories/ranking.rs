//! Choices put in order: saved, frozen, counted, and refused where they are not an order.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::scene::{ADMIN, Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const REPORT: &str = "/api/v1/reports/invented-1/KEN";
const THREATS: &str = "/api/v1/reports/invented-1/KEN/answers/threats";

fn template() -> Value {
    let label = |text: &str| json!({ "en": text });
    let choice =
        |name: &str, realm: &str| json!({ "name": name, "label": label(name), "attributes": { "realm": realm } });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "lists": { "threats": { "choices": [
            choice("roads", "land"), choice("dams", "water"), choice("nets", "water"),
            { "name": "none", "label": label("None"), "exclusive": true, "attributes": { "realm": "water" } }] } },
        "items": [{ "name": "main", "type": "section", "label": label("Threats"), "items": [
            { "name": "threats", "type": "rank", "list": "threats", "label": label("The worst first"),
              "min_ranked": 2, "max_ranked": 3 },
            { "name": "wet", "type": "rank", "list": "threats", "label": label("In water"), "choice_filter": "realm = 'water'" },
            { "name": "roads_why", "type": "text", "label": label("Why roads?"), "relevant": "selected(${threats}, 'roads')",
              "required": "submit" }] }],
    })
}

fn opened(database: &TestDatabase) -> Scene<'_> {
    let scene = Scene::open(database);
    let admin = scene.server.client(ADMIN);
    admin.post("/api/v1/templates", &template()).expect(201);
    admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
    let mut round = crate::scene::round("invented-1");
    round["template"] = json!("invented");
    admin.post("/api/v1/cycles", &round).expect(201);
    scene
}

fn sent(person: &Client, value: Value, revision: i32) -> crate::support::Answer {
    person.put(THREATS, &json!({ "value": value, "revision": revision }))
}

fn gaps(person: &Client) -> Vec<Value> {
    let gaps = person.get(&format!("{REPORT}/gaps")).expect(200).json();
    gaps["gaps"].as_array().unwrap().iter().map(|gap| json!([gap["path"], gap["code"]])).collect()
}

fn rows(scene: &Scene<'_>, table: &str) -> Vec<BTreeMap<String, String>> {
    let answer = scene.admin().get(&format!("/api/v1/cycles/invented-1/exports/{table}.csv")).expect(200);
    csv::Reader::from_reader(answer.text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn an_order_is_kept_frozen_and_counted() {
    on_both(|database| {
        let scene = opened(database);
        let kenya = scene.focal_point("KEN");
        sent(&kenya, json!(["nets", "roads"]), 0).expect(200);
        assert_eq!(kenya.get(THREATS).expect(200).json()["value"], json!(["nets", "roads"]), "not the list's order");
        assert_eq!(gaps(&kenya), [json!(["roads_why", "required"])]);
        sent(&kenya, json!(["nets"]), 1).expect(200);
        assert_eq!(gaps(&kenya), [json!(["threats", "too_few"])]);
        sent(&kenya, json!(["nets", "dams"]), 2).expect(200);
        kenya.put(&format!("{REPORT}/answers/wet"), &json!({ "value": ["dams", "roads"], "revision": 0 })).expect(200);
        assert_eq!(gaps(&kenya), [json!(["wet", "not_offered"])]);
        kenya.put(&format!("{REPORT}/answers/wet"), &json!({ "value": null, "revision": 1 })).expect(200);
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        let frozen = kenya.get(&format!("{REPORT}/submissions/1")).expect(200).json();
        assert_eq!(frozen["answers"]["threats"], json!({ "status": "answered", "value": ["nets", "dams"] }));

        let answers = rows(&scene, "answers");
        let ranked = answers.iter().filter(|row| row["question"] == "threats");
        let ranked: Vec<_> = ranked.map(|row| (row["position"].as_str(), row["value_code"].as_str())).collect();
        assert_eq!(ranked, [("1", "nets"), ("2", "dams")]);
        let wide = rows(&scene, "wide");
        let kenya = wide.iter().find(|row| row["party"] == "KEN").unwrap();
        let places = ["roads", "dams", "nets", "none"].map(|name| kenya[&format!("threats__{name}")].as_str());
        assert_eq!(places, ["", "2", "1", ""]);
        assert_eq!((kenya["threats__status"].as_str(), kenya["wet__dams"].as_str()), ("answered", ""));
        let summary = rows(&scene, "summary");
        let of = |option: &str| {
            let is = |row: &&BTreeMap<String, String>| {
                row["question"] == "threats"
                    && row["option"] == option
                    && row["region"] == "ALL"
                    && row["basis"] == "all"
            };
            let row = summary.iter().find(is).unwrap();
            (row["count"].clone(), row["ticks"].clone())
        };
        assert_eq!((of("nets"), of("roads")), (("1".into(), "2".into()), ("0".into(), "2".into())));
    });
}

#[test]
fn what_is_no_order_is_refused_with_its_reason() {
    on_both(|database| {
        let scene = opened(database);
        let kenya = scene.focal_point("KEN");
        for (value, code) in [
            (json!("nets"), "type"),
            (json!([1]), "type"),
            (json!(["nets", "nets"]), "duplicate"),
            (json!(["nets", "noise"]), "not_in_list"),
            (json!(["none", "nets"]), "exclusive"),
            (json!(["nets", "dams", "roads", "none"]), "too_many"),
        ] {
            let refused = sent(&kenya, value.clone(), 0).expect(422);
            assert!(refused.codes().iter().any(|found| found == code), "{value}: {refused:?}");
        }
        let schema = kenya.get("/api/v1/templates/invented/versions/1/answers.schema.json").expect(200).json();
        let mut entry = schema["properties"]["answers"]["properties"]["threats"].clone();
        entry["$defs"] = schema["$defs"].clone();
        let validator = jsonschema::draft202012::new(&entry).unwrap();
        let fits = |value: Value| validator.is_valid(&json!({ "status": "answered", "value": value }));
        assert!(fits(json!(["roads", "nets", "dams"])) && fits(json!(["nets", "roads"])));
        assert!(!fits(json!(["nets"])) && !fits(json!(["nets", "nets"])) && !fits(json!(["noise", "nets"])));
    });
}
