//! A Party's last round was held elsewhere. The next one begins with what it said there, and nobody takes that for said anew.

use serde_json::{Value, json};

use crate::scene::{Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const SECOND: &str = "/api/v1/reports/second/KEN";
const THIRD: &str = "/api/v1/reports/third/KEN";

fn label(text: &str) -> Value {
    json!({ "en": text })
}

fn choices(names: &[&str]) -> Value {
    json!({ "choices": names.iter().map(|name| json!({"name": name, "label": label(name)})).collect::<Vec<_>>() })
}

fn template(name: &str, lists: &Value, sections: &Value) -> Value {
    json!({
        "format": "godwit-template/1", "name": name, "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"), "lists": lists, "items": sections,
    })
}

/// What was asked elsewhere.
fn before() -> Value {
    let lists = json!({ "yn": choices(&["y", "n"]), "means": choices(&["law", "money", "staff"]) });
    let items = json!([{ "name": "all", "type": "section", "label": label("All"), "items": [
        { "name": "q1", "type": "select_one", "list": "yn", "label": label("A plan?"), "required": "submit" },
        { "name": "q2", "type": "text", "label": label("Called?"), "comment": true },
        { "name": "q3", "type": "integer", "label": label("Sites?"), "required": "submit" },
        { "name": "q4", "type": "select_multiple", "list": "means", "label": label("Means?") } ] }]);
    template("before", &lists, &items)
}

/// What is asked here: questions have other names, choices too, and one of those is gone.
fn now() -> Value {
    let lists = json!({ "yes_no": choices(&["yes", "no"]), "means": choices(&["law", "money"]) });
    let from = |question: &str| json!({ "from": format!("before/{question}") });
    let items = json!([
        { "name": "plans", "type": "section", "label": label("Plans"), "items": [
            { "name": "has_plan", "type": "select_one", "list": "yes_no", "label": label("A plan?"), "required": "submit",
              "prefill": { "from": "before/q1", "map": { "y": "yes", "n": "no" } } },
            { "name": "title", "type": "text", "label": label("Called?"), "prefill": from("q2"),
              "relevant": "${has_plan} = 'yes'" },
            { "name": "sites", "type": "integer", "label": label("Sites?"), "prefill": from("q3") },
            { "name": "twice", "type": "calculate", "label": label("Twice"), "calculation": "2 * ${sites}" } ] },
        { "name": "means", "type": "section", "label": label("Means"), "items": [
            { "name": "by", "type": "select_multiple", "list": "means", "label": label("Means?"), "prefill": from("q4") },
            { "name": "more", "type": "text", "label": label("More?"), "prefill": {} } ] } ]);
    template("now", &lists, &items)
}

fn publish(scene: &Scene<'_>, template: &Value) {
    let name = template["name"].as_str().unwrap();
    scene.admin().post("/api/v1/templates", template).expect(201);
    scene.admin().post(&format!("/api/v1/templates/{name}/versions/1/publish"), &json!({})).expect(200);
}

/// Opens a round of a template that is due in a year; the answer to it.
fn open(scene: &Scene<'_>, code: &str, template: &str, due: &str) -> Value {
    let mut round = crate::scene::round(code);
    round["template"] = json!(template);
    round["due_at"] = json!(due);
    round["opens_at"] = json!("2021-01-01T00:00:00Z");
    round["closes_at"] = json!("2036-01-01T00:00:00Z");
    scene.admin().post("/api/v1/cycles", &round).expect(201).json()
}

fn put(person: &Client, report: &str, path: &str, value: &Value, revision: i32) {
    person.put(&format!("{report}/answers/{path}"), &json!({ "value": value, "revision": revision })).expect(200);
}

/// Path, value, state and where each answer comes from.
fn answers(person: &Client, report: &str) -> Vec<(String, Value, String, String)> {
    let all = person.get(&format!("{report}/answers")).expect(200).json();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |answer: &Value| {
        let from = &answer["carried_from"];
        let from = if from.is_null() {
            String::new()
        } else {
            format!("{} {}", word(&from["reference"]), word(&from["question"]))
        };
        (word(&answer["path"]), answer["value"].clone(), word(&answer["state"]), from)
    };
    all["answers"].as_array().unwrap().iter().map(one).collect()
}

fn check(person: &Client, report: &str, expect: &[(&str, Value, &str, &str)]) {
    let found = answers(person, report);
    let found: Vec<_> = found.iter().map(|(a, b, c, d)| (a.as_str(), b.clone(), c.as_str(), d.as_str())).collect();
    assert_eq!(found, expect);
}

/// The codes of what is wrong, or worth a second look, by path.
fn told(problem: &Value, of: &str) -> Vec<(String, String)> {
    let word = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let at = if of == "errors" { "at" } else { "path" };
    problem[of].as_array().unwrap().iter().map(|one| (word(one, at), word(one, "code"))).collect()
}

const HEADER: &str = "party,question,position,value_code,value_number,value_text,comment,submitted_at,status";
/// What two Parties said elsewhere. France left out what is required: old rounds are what they are.
const ROWS: &str = "FRA,q1,,n,,,,2023-07-02T00:00:00Z,answered
KEN,q1,,y,,,,2023-05-01T08:00:00Z,answered
KEN,q2,,,,The old plan,So it was called.,2023-05-01T08:00:00Z,
KEN,q3,,,7,,,2023-05-01T08:00:00Z,answered
KEN,q4,,law,,,,2023-05-01T08:00:00Z,answered
KEN,q4,,staff,,,,2023-05-01T08:00:00Z,answered
";

/// Imports a file into a round; exit code and what was said.
fn import(scene: &Scene<'_>, folder: &std::path::Path, cycle: &str, rows: &str, more: &[&str]) -> (i32, String) {
    let file = folder.join("last-round.csv");
    std::fs::write(&file, format!("{HEADER}\n{rows}")).unwrap();
    let file = file.display().to_string();
    let (code, _, said) = scene.godwit(&[&["import", "answers", &file, "--cycle", cycle], more].concat());
    (code, said)
}

fn opened(database: &TestDatabase) -> (Scene<'_>, Client) {
    let scene = Scene::open(database);
    publish(&scene, &before());
    publish(&scene, &now());
    open(&scene, "first", "before", "2023-06-30T00:00:00Z");
    let kenya = scene.focal_point("KEN");
    let folder = database.folder.path();
    let still_open = import(&scene, folder, "first", ROWS, &[]);
    assert!(still_open.0 == 1 && still_open.1.contains("is open until 2036"), "{still_open:?}");
    scene.admin().patch("/api/v1/cycles/first", &json!({ "closes_at": "2024-01-01T00:00:00Z" })).expect(200);
    refuses(&scene, folder);

    let dry = import(&scene, folder, "first", ROWS, &["--dry-run"]);
    assert!(
        dry.0 == 0 && dry.1.contains("2 submissions with 5 answers") && dry.1.contains("Nothing was kept"),
        "{dry:?}"
    );
    let done = import(&scene, folder, "first", ROWS, &["--source", "the old system"]);
    assert_eq!(done.0, 0, "{done:?}");
    let again = import(&scene, folder, "first", ROWS, &[]);
    assert!(again.0 == 0 && again.1.contains("0 submissions with 0 answers; 2 were there"), "{again:?}");
    let other = import(&scene, folder, "first", &ROWS.replace("old plan", "other plan"), &[]);
    assert!(other.0 == 1 && other.1.contains("row 3, party: KEN has a submission in first already"), "{other:?}");

    let frozen = kenya.get("/api/v1/reports/first/KEN/submissions/1").expect(200).json();
    assert_eq!(
        (&frozen["imported"]["source"], &frozen["submitted_at"]),
        (&json!("the old system"), &json!("2023-05-01T08:00:00Z"))
    );
    assert_eq!(frozen["answers"]["q4"], json!({"status": "answered", "value": ["law", "staff"]}));
    (scene, kenya)
}

/// Files that are refused whole, each flaw with its row and column.
fn refuses(scene: &Scene<'_>, folder: &std::path::Path) {
    for (rows, flaws) in [
        ("KEN,q9,,y,,,,,\n", "row 2, question: the template of this cycle asks no question \"q9\""),
        ("KEN,q1,,maybe,,,,,\n", "row 2, value_code: \"maybe\" is not in the list"),
        ("KEN,q3,,,many,,,,\n", "row 2, value_number: this is no number"),
        ("KEN,q1,,y,,,,,blank\n", "row 2, value_code: this row is blank, and says something"),
        ("KEN,q1,,y,,,,,\nKEN,q1,,n,,,,,\n", "row 3, question: this question is answered further up"),
        ("AUS,q1,,y,,,,,\n", "row 2, party: no report is due from AUS in first"),
        ("KEN,q1,,y,,,,yesterday,\n", "row 2, submitted_at: write a moment"),
        ("KEN,q1,,y,,,,,unconfirmed\n", "row 2, status: nobody stood for this answer"),
    ] {
        let (code, said) = import(scene, folder, "first", rows, &[]);
        assert!(code == 1 && said.contains(flaws), "{rows}: {said}");
    }
    let report = scene.admin().get("/api/v1/reports/first/KEN").expect(200).json();
    assert_eq!((&report["state"], &report["revision"]), (&json!("not_started"), &json!(0)));
}

#[test]
fn what_was_said_before_is_nobodys_word_until_a_person_stands_for_it() {
    on_both(|database| {
        let (scene, kenya) = opened(database);
        figures_before(&scene);
        let second = open(&scene, "second", "now", "2026-06-30T00:00:00Z");
        assert_eq!((&second["carried"]["reports"], &second["carried"]["answers"]), (&json!(2), &json!(4)));
        let (comment, by) = (("title".to_owned(), "comment".to_owned()), ("by".to_owned(), "not_in_list".to_owned()));
        assert_eq!(told(&second["carried"], "left"), [comment, by]);
        let from = |question: &str| format!("first/KEN/1 {question}");
        check(
            &kenya,
            SECOND,
            &[
                ("has_plan", json!("yes"), "unconfirmed", &from("q1")),
                ("title", json!("The old plan"), "unconfirmed", &from("q2")),
                ("sites", json!(7), "unconfirmed", &from("q3")),
                ("twice", json!(14), "unconfirmed", ""),
                ("by", Value::Null, "blank", ""),
                ("more", Value::Null, "blank", ""),
            ],
        );
        let report = kenya.get(SECOND).expect(200).json();
        assert_eq!((&report["state"], &report["progress"][0]["answered"]), (&json!("not_started"), &json!(0)));
        assert_eq!(report["progress"][0]["unconfirmed"], 3);
        let gaps = kenya.get(&format!("{SECOND}/gaps")).expect(200).json();
        assert_eq!(told(&gaps, "gaps"), [("has_plan".to_owned(), "unconfirmed".to_owned())]);
        assert_eq!(told(&gaps, "warnings").len(), 2);
        kenya.post(&format!("{SECOND}/submissions"), &declaration()).expect(422);

        confirm_some(&kenya);
        kenya.post(&format!("{SECOND}/submissions"), &declaration()).expect(201);
        let frozen = kenya.get(&format!("{SECOND}/submissions/1")).expect(200).json();
        let origin = json!({"cycle": "first", "submission": 1, "reference": "first/KEN/1", "question": "q3"});
        let unconfirmed = json!({"status": "unconfirmed", "value": 7, "carried_from": origin});
        assert_eq!(frozen["answers"]["sites"], unconfirmed);
        assert_eq!(frozen["answers"]["has_plan"], json!({"status": "answered", "value": "yes"}));
        figures(&scene);

        // Another round: what nobody touched still comes from the first.
        open(&scene, "third", "now", "2029-06-30T00:00:00Z");
        check(
            &kenya,
            THIRD,
            &[
                ("has_plan", json!("yes"), "unconfirmed", "second/KEN/1 has_plan"),
                ("title", json!("The new plan"), "unconfirmed", "second/KEN/1 title"),
                ("sites", json!(7), "unconfirmed", "first/KEN/1 q3"),
                ("twice", json!(14), "unconfirmed", ""),
                ("by", json!(["law"]), "unconfirmed", "second/KEN/1 by"),
                ("more", Value::Null, "blank", ""),
            ],
        );
        let (code, _, said) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
    });
}

/// Confirms one, changes one, adds one, and leaves one as it was.
fn confirm_some(kenya: &Client) {
    let at = format!("{SECOND}/confirmations");
    let shown = |paths: &[&str]| paths.iter().map(|path| json!({"path": path, "revision": 1})).collect::<Vec<_>>();
    // Not a whole report, not a section of which something was not shown, not what is no unconfirmed answer.
    assert_eq!(kenya.post(&at, &json!({"answers": []})).expect(422).codes(), ["count"]);
    let unseen = kenya.post(&at, &json!({"section": "plans", "answers": shown(&["has_plan", "title"])})).expect(422);
    assert_eq!(told(&unseen.json(), "errors"), [("sites".to_owned(), "not_shown".to_owned())]);
    let nothing = json!({"answers": [{"path": "more", "revision": 0}]});
    assert_eq!(kenya.post(&at, &nothing).expect(422).codes(), ["confirmed"]);
    kenya.post(&at, &json!({"answers": [{"path": "nowhere", "revision": 1}]})).expect(422);
    kenya.post(&at, &json!({"section": "nowhere", "answers": shown(&["has_plan"])})).expect(422);

    let one = json!({"answers": shown(&["has_plan"]), "operation": "once"});
    let confirmed = kenya.post(&at, &one).expect(200).json();
    assert_eq!(
        (&confirmed["answers"][0]["revision"], &confirmed["answers"][0]["state"]),
        (&json!(2), &json!("answered"))
    );
    // Sent again, it is the same confirmation; without its id, it comes too late.
    assert_eq!(kenya.post(&at, &one).expect(200).json(), confirmed);
    let late = kenya.post(&at, &json!({"answers": shown(&["has_plan"])})).expect(409).json();
    assert_eq!((&late["code"], &late["theirs"]["value"]), (&json!("stale"), &json!("yes")));
    put(kenya, SECOND, "title", &json!("The new plan"), 1);
    put(kenya, SECOND, "by", &json!(["law"]), 0);
    let history = kenya.get(&format!("{SECOND}/history/has_plan")).expect(200).json();
    assert_eq!(history["revisions"].as_array().map(Vec::len), Some(2), "{history}");
}

/// What a table says of a question as a whole, in all regions: some of its columns.
fn line(scene: &Scene<'_>, cycle: &str, table: &str, question: &str, columns: &[&str]) -> Vec<String> {
    let csv = scene.admin().get(&format!("/api/v1/cycles/{cycle}/exports/{table}.csv")).expect(200).text;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name);
    let cell =
        |line: &csv::StringRecord, name: &str, else_: &str| at(name).map_or(else_.to_owned(), |at| line[at].to_owned());
    let mut lines = reader.records().map(Result::unwrap).filter(|line| {
        let is_all = table == "answers" || cell(line, "region", "ALL") == "ALL";
        cell(line, "question", "") == question
            && is_all
            && cell(line, "option", "").is_empty()
            && cell(line, "basis", "all") == "all"
    });
    let found = lines.next().unwrap();
    columns.iter().map(|name| cell(&found, name, "?")).collect()
}

/// The figures of the round that was imported: Kenya was on time, France two days late and blank where it said nothing.
fn figures_before(scene: &Scene<'_>) {
    let columns = ["submitted", "shown", "blank", "unconfirmed", "answered"];
    assert_eq!(line(scene, "first", "summary", "q1", &columns), ["2", "2", "0", "0", "2"]);
    assert_eq!(line(scene, "first", "summary", "q3", &columns), ["2", "2", "1", "0", "1"]);
    assert_eq!(line(scene, "first", "statistics", "q3", &["n", "sum"]), ["1", "7"]);
    let reports = scene.admin().get("/api/v1/cycles/first/exports/reports.csv").expect(200).text;
    let late: Vec<&str> =
        reports.lines().filter(|line| line.contains("2023-07-02") || line.contains("2023-05-01")).collect();
    assert!(late.len() == 2 && late[0].contains(",FRA,") && late[0].contains(",2,"), "{reports}");
}

/// The figures by hand: one report, in which one answer stands unconfirmed, and what was worked out from it.
fn figures(scene: &Scene<'_>) {
    let columns = ["submitted", "shown", "blank", "unconfirmed", "answered"];
    assert_eq!(line(scene, "second", "summary", "has_plan", &columns), ["1", "1", "0", "0", "1"]);
    assert_eq!(line(scene, "second", "summary", "sites", &columns), ["1", "1", "0", "1", "0"]);
    assert_eq!(line(scene, "second", "summary", "twice", &columns), ["1", "1", "0", "1", "0"]);
    assert_eq!(line(scene, "second", "statistics", "sites", &["n", "sum"]), ["0", ""]);
    assert_eq!(line(scene, "second", "answers", "sites", &["value_number", "status"]), ["7", "unconfirmed"]);
    assert_eq!(line(scene, "second", "answers", "title", &["value_text", "status"]), ["The new plan", "answered"]);
}
