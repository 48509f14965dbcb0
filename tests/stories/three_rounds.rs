//! Three rounds of one template: questions are renamed, added, taken away and given other choices, and come back. No word
//! is lost on the way, and no figure counts one twice.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::scene::{Scene, declaration};
use crate::support::{Client, on_both};

fn label(text: &str) -> Value {
    json!({ "en": text })
}

/// The template with these questions, and these means to choose from.
fn template(means: &[&str], questions: Vec<Value>) -> Value {
    let choice = |name: &&str| json!({ "name": name, "label": label(name) });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("Invented"),
        "lists": { "means": { "choices": means.iter().map(choice).collect::<Vec<_>>() } },
        "items": [{ "name": "main", "type": "section", "label": label("All"), "items": questions }],
    })
}

fn question(name: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "name": name, "type": kind, "label": label(name), "prefill": {} });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

/// The sites, a table: its column of hectares becomes one of areas in the second round.
fn sites(area: Value) -> Value {
    json!({ "name": "sites", "type": "table", "label": label("Sites"), "rows": {},
            "columns": [question("site", "text", json!({})), area] })
}

fn first() -> Value {
    let questions = vec![
        question("plan", "text", json!({ "required": "submit" })),
        question("money", "integer", json!({})),
        question("means", "select_multiple", json!({ "list": "means" })),
        question("gone", "text", json!({})),
        sites(question("ha", "decimal", json!({}))),
    ];
    template(&["law", "cash", "maps"], questions)
}

/// `money` is called `budget`, `gone` is gone, `fresh` is new; cash is called funds, and maps are no choice any more.
fn second() -> Value {
    let questions = vec![
        question("fresh", "text", json!({})),
        question("plan", "text", json!({ "required": "submit" })),
        question("budget", "integer", json!({ "was": "money" })),
        question("means", "select_multiple", json!({ "list": "means", "prefill": { "map": { "cash": "funds" } } })),
        sites(question("area", "decimal", json!({ "was": "ha" }))),
    ];
    template(&["law", "funds"], questions)
}

/// What was gone is back, maps are a choice again, and the budget has its third name.
fn third() -> Value {
    let questions = vec![
        question("plan", "text", json!({ "required": "submit" })),
        question("cost", "integer", json!({ "was": "budget" })),
        question("means", "select_multiple", json!({ "list": "means" })),
        question("gone", "text", json!({})),
        question("fresh", "text", json!({})),
        sites(question("area", "decimal", json!({}))),
    ];
    template(&["law", "funds", "maps"], questions)
}

fn publish(scene: &Scene<'_>, document: &Value, version: i32) {
    scene.admin().post("/api/v1/templates", document).expect(201);
    scene.admin().post(&format!("/api/v1/templates/invented/versions/{version}/publish"), &json!({})).expect(200);
}

fn open(scene: &Scene<'_>, version: i32, year: i32) {
    let mut round = crate::scene::round(&format!("round-{version}"));
    round["template"] = json!("invented");
    round["version"] = json!(version);
    round["opens_at"] = json!("2020-01-01T00:00:00Z");
    round["due_at"] = json!(format!("{year}-06-30T00:00:00Z"));
    round["closes_at"] = json!("2036-01-01T00:00:00Z");
    scene.admin().post("/api/v1/cycles", &round).expect(201);
}

/// A Party's report in a round.
struct Report<'a> {
    person: &'a Client,
    at: String,
}

impl<'a> Report<'a> {
    fn of(person: &'a Client, round: i32) -> Self {
        Self { person, at: format!("/api/v1/reports/round-{round}/KEN") }
    }

    fn save(&self, path: &str, value: Value, revision: i32) {
        let body = json!({ "value": value, "revision": revision });
        self.person.put(&format!("{}/answers/{path}", self.at), &body).expect(200);
    }

    fn submit(&self) {
        self.person.post(&format!("{}/submissions", self.at), &declaration()).expect(201);
    }

    /// By path: the value, what became of it, and the round in which a person said it if nobody did here.
    fn check(&self, expect: &[(&str, Value, &str)]) {
        let answers = self.person.get(&format!("{}/answers", self.at)).expect(200).json();
        let word = |answer: &Value| match answer["carried_from"]["cycle"].as_str() {
            Some(cycle) => format!("{} {cycle}", answer["state"].as_str().unwrap()),
            None => answer["state"].as_str().unwrap().to_owned(),
        };
        let path = |answer: &Value| answer["path"].as_str().unwrap().to_owned();
        let answers = answers["answers"].as_array().unwrap().iter();
        let found: BTreeMap<String, (Value, String)> =
            answers.map(|answer| (path(answer), (answer["value"].clone(), word(answer)))).collect();
        let expect: BTreeMap<String, (Value, String)> = expect
            .iter()
            .map(|(path, value, word)| ((*path).to_owned(), (value.clone(), (*word).to_owned())))
            .collect();
        assert_eq!(found, expect);
    }
}

/// Of a question and its choices, as `question option`: how many Parties, to how many it was shown, and how many waited.
fn figures(scene: &Scene<'_>, round: i32) -> BTreeMap<String, [String; 3]> {
    let csv = scene.admin().get(&format!("/api/v1/cycles/round-{round}/exports/summary.csv")).expect(200).text;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let all = reader.records().map(Result::unwrap);
    let of_all = all.filter(|line| {
        (&line[at("region")], &line[at("basis")], &line[at("counting")]) == ("ALL", "all", "reports")
            && line[at("row")].is_empty()
    });
    of_all
        .map(|line| {
            let name = format!("{} {}", &line[at("question")], &line[at("option")]).trim().to_owned();
            let count = if line[at("option")].is_empty() { at("answered") } else { at("count") };
            (name, [count, at("shown"), at("unconfirmed")].map(|column| line[column].to_owned()))
        })
        .collect()
}

fn check_figures(scene: &Scene<'_>, round: i32, expect: &[(&str, [&str; 3])]) {
    let found = figures(scene, round);
    for (name, counts) in expect {
        assert_eq!(found.get(*name).unwrap_or_else(|| panic!("{name} of round {round}: {found:?}")), counts, "{name}");
    }
}

fn first_round(scene: &Scene<'_>, kenya: &Client) {
    publish(scene, &first(), 1);
    open(scene, 1, 2023);
    let report = Report::of(kenya, 1);
    for (path, value) in [
        ("plan", json!("The invented plan")),
        ("money", json!(700)),
        ("means", json!(["law", "cash", "maps"])),
        ("gone", json!("A word of the first round")),
        ("sites/bay/site", json!("Invented Bay")),
        ("sites/bay/ha", json!(12.5)),
    ] {
        report.save(path, value, 0);
    }
    report.submit();
}

fn second_round(scene: &Scene<'_>, kenya: &Client) {
    publish(scene, &second(), 2);
    open(scene, 2, 2026);
    let report = Report::of(kenya, 2);
    // Of the means one is no choice any more, so that the answer waits to be given anew; the rest goes on.
    report.check(&[
        ("fresh", Value::Null, "blank"),
        ("plan", json!("The invented plan"), "unconfirmed round-1"),
        ("budget", json!(700), "unconfirmed round-1"),
        ("means", Value::Null, "blank"),
        ("sites/bay/site", json!("Invented Bay"), "unconfirmed round-1"),
        ("sites/bay/area", json!(12.5), "unconfirmed round-1"),
    ]);
    report.save("plan", json!("The invented plan"), 1);
    report.save("means", json!(["law", "funds"]), 0);
    report.save("fresh", json!("A word of the second round"), 0);
    report.save("sites/bay/area", json!(13), 1);
    report.save("sites/lake/site", json!("Invented Lake"), 0);
    report.submit();
}

fn third_round(scene: &Scene<'_>, kenya: &Client) {
    publish(scene, &third(), 3);
    open(scene, 3, 2029);
    let report = Report::of(kenya, 3);
    // What nobody has confirmed since the first round says so still; and what was gone is back with its word.
    report.check(&[
        ("plan", json!("The invented plan"), "unconfirmed round-2"),
        ("cost", json!(700), "unconfirmed round-1"),
        ("means", json!(["law", "funds"]), "unconfirmed round-2"),
        ("gone", json!("A word of the first round"), "unconfirmed round-1"),
        ("fresh", json!("A word of the second round"), "unconfirmed round-2"),
        ("sites/bay/site", json!("Invented Bay"), "unconfirmed round-1"),
        ("sites/bay/area", json!(13), "unconfirmed round-2"),
        ("sites/lake/site", json!("Invented Lake"), "unconfirmed round-2"),
        ("sites/lake/area", Value::Null, "blank"),
    ]);
    report.save("plan", json!("Another plan"), 1);
    report.save("means", json!(["law", "maps"]), 1);
    report.submit();
}

/// What the figures of all three rounds say, once all are in.
fn check_all_figures(scene: &Scene<'_>) {
    check_figures(
        scene,
        1,
        &[
            ("plan", ["1", "1", "0"]),
            ("money", ["1", "1", "0"]),
            ("means cash", ["1", "1", "0"]),
            ("gone", ["1", "1", "0"]),
        ],
    );
    let waits = ["0", "1", "1"];
    check_figures(
        scene,
        2,
        &[
            ("plan", ["1", "1", "0"]),
            ("budget", waits),
            ("means funds", ["1", "1", "0"]),
            ("fresh", ["1", "1", "0"]),
            ("sites.site", ["1", "1", "0"]),
            ("sites.area", ["1", "1", "0"]),
        ],
    );
    check_figures(
        scene,
        3,
        &[
            ("plan", ["1", "1", "0"]),
            ("cost", waits),
            ("means maps", ["1", "1", "0"]),
            ("means funds", ["0", "1", "0"]),
            ("gone", waits),
            ("fresh", waits),
            ("sites.area", waits),
        ],
    );
    let found = figures(scene, 3);
    assert!(
        !found.contains_key("money") && !found.contains_key("budget") && !found.contains_key("sites.ha"),
        "{found:?}"
    );
}

#[test]
fn nothing_is_lost_and_nothing_counted_twice_in_three_rounds() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        first_round(&scene, &kenya);
        second_round(&scene, &kenya);
        third_round(&scene, &kenya);
        check_all_figures(&scene);
        let (code, said, wrong) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said} {wrong}");
    });
}
