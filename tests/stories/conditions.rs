//! A template whose questions depend on each other: what is hidden is kept, what does not hold is told, and the figures say
//! to whom each question applied.

use serde_json::{Value, json};

use crate::scene::{ADMIN, Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const REPORT: &str = "/api/v1/reports/invented-1/KEN";

/// An invented template with every kind of condition.
fn template() -> Value {
    let label = |text: &str| json!({ "en": text });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "lists": { "yes_no": { "choices": [{ "name": "yes", "label": label("Yes") }, { "name": "no", "label": label("No") }] },
                   "sites": { "choices": [
                       { "name": "lake", "label": label("A lake"), "attributes": { "realm": "water" } },
                       { "name": "steppe", "label": label("A steppe"), "attributes": { "realm": "land" } } ] } },
        "items": [
            { "name": "main", "type": "section", "label": label("Plans"), "items": [
                { "name": "has_plan", "type": "select_one", "list": "yes_no", "label": label("Is there a plan?"), "required": "submit" },
                { "name": "plan", "type": "group", "label": label("The plan"), "relevant": "${has_plan} = 'yes'", "items": [
                    { "name": "plan_title", "type": "text", "label": label("Its title"), "required": "submit" },
                    { "name": "plan_cost", "type": "decimal", "label": label("Its cost"), "constraint": ". >= 0",
                      "constraint_message": label("A cost is not below nothing.") } ] },
                { "name": "where", "type": "select_one", "list": "sites", "label": label("Where?"),
                  "choice_filter": "realm = 'water' or ${has_plan} = 'yes'" } ] },
            { "name": "money", "type": "section", "label": label("Money"), "relevant": "${has_plan} = 'yes'", "items": [
                { "name": "spent", "type": "decimal", "label": label("Spent") },
                { "name": "share", "type": "calculate", "label": label("Share"), "unit": "%",
                  "calculation": "round(100 * ${spent} div ${plan_cost}, 1)" } ] } ],
        "rules": [{ "name": "overspent", "severity": "warning", "explain": true, "check": "${spent} <= ${plan_cost}",
                    "message": label("More was spent than planned."), "at": ["spent"] }],
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

fn save(person: &Client, path: &str, value: Value, revision: i32) {
    person.put(&format!("{REPORT}/answers/{path}"), &json!({ "value": value, "revision": revision })).expect(200);
}

/// Each answer's value and state.
fn states(person: &Client) -> Vec<(String, Value, String)> {
    let answers = person.get(&format!("{REPORT}/answers")).expect(200).json();
    let word = |answer: &Value, field: &str| answer[field].as_str().unwrap().to_owned();
    let answers = answers["answers"].as_array().unwrap().iter();
    answers.map(|answer| (word(answer, "path"), answer["value"].clone(), word(answer, "state"))).collect()
}

fn gaps(person: &Client) -> Vec<(String, String)> {
    let gaps = person.get(&format!("{REPORT}/gaps")).expect(200).json();
    let word = |gap: &Value, field: &str| gap[field].as_str().unwrap().to_owned();
    gaps["gaps"].as_array().unwrap().iter().map(|gap| (word(gap, "path"), word(gap, "code"))).collect()
}

fn check_gaps(person: &Client, expect: &[(&str, &str)]) {
    let found = gaps(person);
    let found: Vec<(&str, &str)> = found.iter().map(|(path, code)| (path.as_str(), code.as_str())).collect();
    assert_eq!(found, expect);
}

fn state<'a>(states: &'a [(String, Value, String)], path: &str) -> (&'a Value, &'a str) {
    let found = states.iter().find(|(at, ..)| at == path).unwrap();
    (&found.1, &found.2)
}

/// `summary.csv`'s line about a question itself, in all regions: the columns that say to whom it applied.
fn counted(scene: &Scene<'_>, question: &str) -> Vec<String> {
    let csv = scene.admin().get("/api/v1/cycles/invented-1/exports/summary.csv").expect(200).text;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let found = reader.records().map(Result::unwrap).find(|line| {
        &line[at("question")] == question
            && &line[at("region")] == "ALL"
            && line[at("option")].is_empty()
            && &line[at("basis")] == "all"
    });
    let line = found.unwrap();
    ["submitted", "not_applicable", "shown", "blank", "answered"].iter().map(|name| line[at(name)].to_owned()).collect()
}

#[test]
fn what_is_hidden_is_kept_left_out_and_comes_back() {
    on_both(|database| {
        let scene = opened(database);
        let kenya = scene.focal_point("KEN");
        check_gaps(&kenya, &[("has_plan", "required")]);
        save(&kenya, "has_plan", json!("yes"), 0);
        save(&kenya, "plan_title", json!("The invented plan"), 0);
        save(&kenya, "plan_cost", json!(-5), 0);
        save(&kenya, "where", json!("steppe"), 0);
        check_gaps(&kenya, &[("plan_cost", "constraint")]);
        assert!(states(&kenya).iter().all(|(path, ..)| path != "overspent"));
        save(&kenya, "plan_cost", json!(200), 1);
        save(&kenya, "spent", json!(250), 0);
        check_gaps(&kenya, &[("overspent", "explanation")]);
        assert_eq!(state(&states(&kenya), "overspent").1, "blank");
        assert_eq!(state(&states(&kenya), "share"), (&json!(125), "answered"));
        let refused = kenya.put(&format!("{REPORT}/answers/share"), &json!({ "value": 3, "revision": 0 })).expect(422);
        assert_eq!(refused.codes(), ["calculated"]);

        // The condition turns: nothing is lost, nothing of it counts.
        save(&kenya, "has_plan", json!("no"), 1);
        check_gaps(&kenya, &[("where", "not_offered")]);
        let hidden = states(&kenya);
        assert_eq!(state(&hidden, "plan_title"), (&json!("The invented plan"), "not_applicable"));
        assert_eq!(state(&hidden, "share").1, "not_applicable");
        let report = kenya.get(REPORT).expect(200).json();
        let counts: Vec<_> =
            report["progress"].as_array().unwrap().iter().map(|one| one["questions"].as_i64()).collect();
        assert_eq!(counts, [Some(2), Some(0)]);
        save(&kenya, "where", json!("lake"), 1);
        let first = kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201).json();
        assert_eq!(first["number"], 1);
        let frozen = kenya.get(&format!("{REPORT}/submissions/1")).expect(200).json();
        assert_eq!(frozen["answers"]["plan_title"], json!({ "status": "not_applicable" }));
        assert_eq!(counted(&scene, "plan_title"), ["1", "1", "0", "0", "0"]);
        assert_eq!(counted(&scene, "where"), ["1", "0", "1", "0", "1"]);

        // It turns back: the answers are there as they were.
        kenya.post(&format!("{REPORT}/reopenings"), &json!({ "reason": "There is one." })).expect(201);
        save(&kenya, "has_plan", json!("yes"), 2);
        assert_eq!(state(&states(&kenya), "plan_title"), (&json!("The invented plan"), "answered"));
        check_gaps(&kenya, &[("overspent", "explanation")]);
        save(&kenya, "overspent", json!("Prices rose."), 0);
        check_gaps(&kenya, &[]);
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        let frozen = kenya.get(&format!("{REPORT}/submissions/2")).expect(200).json();
        assert_eq!(frozen["explanations"], json!({ "overspent": "Prices rose." }));
        assert_eq!(frozen["answers"]["share"], json!({ "status": "answered", "value": 125 }));
        assert_eq!(counted(&scene, "plan_title"), ["1", "0", "1", "0", "1"]);
        let (code, _, said) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
    });
}

#[test]
fn a_flaw_in_an_expression_is_told_with_its_place_and_column() {
    on_both(|database| {
        let scene = Scene::open(database);
        let mut wrong = template();
        wrong["items"][0]["items"][1]["relevant"] = json!("${has_plam} = 'yes'");
        wrong["rules"][0]["check"] = json!("${spent} <= ");
        let refused = scene.admin().post("/api/v1/templates", &wrong).expect(422).json();
        let errors: Vec<(&str, &str)> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| (error["at"].as_str().unwrap(), error["message"].as_str().unwrap()))
            .collect();
        assert_eq!(errors[0].0, "items[0].items[1].relevant");
        assert!(errors[0].1.contains("Column 1") && errors[0].1.contains("has_plan"), "{errors:?}");
        assert_eq!(errors[1].0, "rules[0].check");
    });
}
