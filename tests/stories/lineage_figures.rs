//! Figures of a round whose questions changed on the way, counted by hand: every answer once, under one name.

use chrono::Duration;
use godwit::clock;
use serde_json::json;

use crate::lineage::{Party, first, moved, opened, publish, question, second, template};
use crate::scene::{Scene, round};
use crate::support::on_both;

/// The cells of a table's lines that `keep` lets pass, by the names of their columns.
fn lines(scene: &Scene<'_>, table: &str, keep: &[(&str, &str)], columns: &[&str]) -> Vec<Vec<String>> {
    let csv = scene.admin().get(&format!("/api/v1/cycles/invented-1/exports/{table}")).expect(200).text;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let all: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let kept = all.iter().filter(|line| keep.iter().all(|(column, value)| &line[at(column)] == *value));
    kept.map(|line| columns.iter().map(|name| line[at(name)].to_owned()).collect()).collect()
}

/// A question's line in `summary.csv`: submitted, not asked, shown, blank, answered.
fn check_counted(scene: &Scene<'_>, table: &str, question: &str, expect: &[&str]) {
    let keep = [("question", question), ("region", "ALL"), ("basis", "all"), ("option", "")];
    let found = lines(scene, table, &keep, &["submitted", "not_asked", "shown", "blank", "answered"]);
    let expect: Vec<Vec<&str>> = if expect.is_empty() { Vec::new() } else { vec![expect.to_vec()] };
    assert_eq!(found, expect, "{question}");
}

/// How many Parties made each choice.
fn check_options(scene: &Scene<'_>, question: &str, expect: &[(&str, &str)]) {
    let keep = [("question", question), ("region", "ALL"), ("basis", "all")];
    let found = lines(scene, "summary.csv", &keep, &["option", "count"]);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|line| (line[0].as_str(), line[1].as_str()))
        .filter(|(option, _)| !option.is_empty())
        .collect();
    assert_eq!(found, expect, "{question}");
}

#[test]
fn a_renamed_question_is_counted_once_under_its_newest_name() {
    on_both(|database| {
        let (scene, [kenya, ..]) = opened(database);
        let admin = scene.admin();
        publish(&admin, &second(), 2);
        scene.server.wait(Duration::seconds(10));
        let before = clock::written(scene.server.now() - Duration::seconds(5));
        moved(&admin, 2);
        kenya.save("budget", json!(400), 1);
        kenya.save("means", json!(["money"]), 1);
        kenya.submit();
        // Kenya on the second version; Uganda, and France, whose report is open again, on the first.
        check_counted(&scene, "summary.csv", "plan", &["3", "0", "3", "0", "3"]);
        check_counted(&scene, "summary.csv", "has_plan", &[]);
        check_counted(&scene, "summary.csv", "fresh", &["3", "2", "1", "1", "0"]);
        check_counted(&scene, "summary.csv", "gone", &["3", "1", "2", "1", "1"]);
        check_options(&scene, "plan", &[("yes", "2"), ("no", "1")]);
        check_options(&scene, "means", &[("law", "1"), ("money", "1"), ("maps", "1"), ("people", "0")]);
        let keep = [("question", "budget"), ("region", "ALL"), ("basis", "all")];
        assert_eq!(lines(&scene, "statistics.csv", &keep, &["n", "sum"]), [["3", "1500"]]);
        let keep = [("question", "plan")];
        let told = lines(&scene, "answers.csv", &keep, &["party", "value_code", "status"]);
        assert_eq!(told, [["FRA", "yes", "answered"], ["KEN", "no", "answered"], ["UGA", "yes", "answered"]]);
        assert_eq!(lines(&scene, "wide.csv", &[], &["party", "plan"]).len(), 3);

        // As of a moment before the move, the figures are those of that moment.
        scene.server.wait(Duration::seconds(10));
        let dated = format!("summary.csv?as_of={before}");
        check_counted(&scene, &dated, "has_plan", &["2", "0", "2", "0", "2"]);
        check_counted(&scene, &dated, "plan", &[]);
        check_counted(&scene, &dated, "fresh", &[]);

        // A later version no longer says what the question was: it is the same for good.
        let third = template(&["money"], json!([question("plan", "select_one", json!({ "list": "yes_no" }))]));
        publish(&admin, &third, 3);
        moved(&scene.admin(), 3);
        check_counted(&scene, "summary.csv", "plan", &["3", "0", "3", "0", "3"]);
        check_counted(&scene, "summary.csv", "has_plan", &[]);
        // Back on the first, it has its first name again, and Kenya's answer counts all the same.
        moved(&scene.admin(), 1);
        check_counted(&scene, "summary.csv", "has_plan", &["3", "0", "3", "0", "3"]);
        check_counted(&scene, "summary.csv", "plan", &[]);
    });
}

#[test]
fn numbers_of_different_units_are_never_added() {
    on_both(|database| {
        let scene = Scene::open(database);
        let admin = scene.admin();
        let area = |unit: &str| template(&["law"], json!([question("area", "decimal", json!({ "unit": unit }))]));
        publish(&admin, &area("ha"), 1);
        let mut asked = round("invented-1");
        asked["template"] = json!("invented");
        admin.post("/api/v1/cycles", &asked).expect(201);
        let [kenya, uganda] = ["KEN", "UGA"].map(|code| Party::of(&scene, code));
        uganda.save("area", json!(50), 0);
        uganda.submit();
        publish(&admin, &area("km2"), 2);
        moved(&admin, 2);
        kenya.save("area", json!(2), 0);
        kenya.submit();
        check_counted(&scene, "summary.csv", "area", &["2", "0", "2", "0", "2"]);
        let keep = [("question", "area"), ("region", "ALL"), ("basis", "all")];
        assert_eq!(lines(&scene, "statistics.csv", &keep, &["n", "sum"]), [["1", "2"]]);
        let told = lines(&scene, "answers.csv", &[("question", "area")], &["party", "value_number", "unit"]);
        assert_eq!(told, [["KEN", "2", "km2"], ["UGA", "50", "ha"]]);
    });
}

#[test]
fn what_was_submitted_is_shown_in_the_version_it_answered() {
    on_both(|database| {
        let (scene, [_, uganda, _]) = opened(database);
        publish(&scene.admin(), &second(), 2);
        moved(&scene.admin(), 2);
        let document = uganda.seen("submissions/1");
        let asked: Vec<&String> = document["answers"].as_object().unwrap().keys().collect();
        assert_eq!(asked, ["budget", "gone", "has_plan", "means"]);
        assert_eq!(document["template"]["version"], 1);
        let again = scene.admin().get("/api/v1/templates/invented/versions/1").expect(200).json();
        assert_eq!(again["items"], first()["items"]);
    });
}
