//! The questions change while a round is open: the cycle moves to a new version and back, and no word is lost.

use serde_json::{Value, json};

use crate::scene::{Scene, declaration};
use crate::support::{Client, TestDatabase, on_both};

const MOVES: &str = "/api/v1/cycles/invented-1/moves";

pub fn label(text: &str) -> Value {
    json!({ "en": text, "fr": format!("{text} (fr)") })
}

/// A template of these questions.
pub fn template(means: &[&str], questions: Value) -> Value {
    let choice = |name: &&str| json!({ "name": name, "label": label(name) });
    let choices = |names: &[&str]| json!({ "choices": names.iter().map(choice).collect::<Vec<_>>() });
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en", "fr"], "title": label("Invented"),
        "lists": { "yes_no": choices(&["yes", "no"]), "means": choices(means) },
        "items": [{ "name": "main", "type": "section", "label": label("Plans"), "items": questions }],
    })
}

pub fn question(name: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "name": name, "type": kind, "label": label(name) });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

pub fn first() -> Value {
    template(
        &["law", "money", "maps"],
        json!([
            question("has_plan", "select_one", json!({ "list": "yes_no", "required": "submit" })),
            question("budget", "decimal", json!({ "unit": "USD", "max": 1000, "comment": true })),
            question("means", "select_multiple", json!({ "list": "means" })),
            question("gone", "text", json!({})),
        ]),
    )
}

/// One is renamed, one narrower, one has lost a choice, one is new, one is gone.
pub fn second() -> Value {
    template(
        &["money", "maps", "people"],
        json!([
            question("fresh", "text", json!({})),
            question("plan", "select_one", json!({ "list": "yes_no", "required": "submit", "was": "has_plan" })),
            question("budget", "decimal", json!({ "unit": "USD", "max": 500, "comment": true })),
            question("means", "select_multiple", json!({ "list": "means" })),
        ]),
    )
}

pub fn publish(admin: &Client, document: &Value, version: i32) {
    admin.post("/api/v1/templates", document).expect(201);
    admin.post(&format!("/api/v1/templates/invented/versions/{version}/publish"), &json!({})).expect(200);
}

/// Somebody of a Party with a report in the round.
pub struct Party {
    pub person: Client,
    pub report: String,
}

impl Party {
    pub fn of(scene: &Scene<'_>, code: &str) -> Self {
        Self { person: scene.focal_point(code), report: format!("/api/v1/reports/invented-1/{code}") }
    }

    pub fn save(&self, path: &str, value: Value, revision: i32) {
        let body = json!({ "value": value, "revision": revision });
        self.person.put(&format!("{}/answers/{path}", self.report), &body).expect(200);
    }

    pub fn seen(&self, path: &str) -> Value {
        self.person.get(&format!("{}/{path}", self.report)).expect(200).json()
    }

    fn check(&self, path: &str, value: Value, revision: i32, by: bool) {
        let answer = self.seen(&format!("answers/{path}"));
        assert_eq!((&answer["value"], &answer["revision"]), (&value, &json!(revision)), "{answer}");
        assert_eq!(answer["saved_by"].is_string(), by, "{answer}");
    }

    fn check_gaps(&self, expect: &[(&str, &str)]) {
        let gaps = self.seen("gaps");
        let word = |gap: &Value, field: &str| gap[field].as_str().unwrap().to_owned();
        let found: Vec<(String, String)> =
            gaps["gaps"].as_array().unwrap().iter().map(|gap| (word(gap, "path"), word(gap, "code"))).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(path, code)| (path.as_str(), code.as_str())).collect();
        assert_eq!(found, expect, "{gaps}");
    }

    /// Each revision: its path, number, value, and the name it was brought from.
    fn check_history(&self, path: &str, expect: &[&str]) {
        let history = self.seen(&format!("history/{path}"));
        let said = |one: &Value| {
            format!("{} {} {} {}", one["path"], one["revision"], one["value"], one["was"]).replace('"', "")
        };
        let found: Vec<String> = history["revisions"].as_array().unwrap().iter().map(said).collect();
        assert_eq!(found, expect);
    }

    pub fn submit(&self) -> Value {
        self.person.post(&format!("{}/submissions", self.report), &declaration()).expect(201).json()
    }

    fn reopen(&self) {
        self.person.post(&format!("{}/reopenings", self.report), &json!({ "reason": "A mistake." })).expect(201);
    }
}

/// The round on the first version: Uganda and France have submitted, France took it back; Kenya is in the middle.
pub fn opened(database: &TestDatabase) -> (Scene<'_>, [Party; 3]) {
    let scene = Scene::open(database);
    let admin = scene.admin();
    publish(&admin, &first(), 1);
    let mut round = crate::scene::round("invented-1");
    round["template"] = json!("invented");
    admin.post("/api/v1/cycles", &round).expect(201);
    let parties = ["KEN", "UGA", "FRA"].map(|code| Party::of(&scene, code));
    let [kenya, uganda, france] = &parties;
    for (party, plan, budget, means) in [
        (kenya, "no", 700, json!(["law", "money"])),
        (uganda, "yes", 800, json!(["law"])),
        (france, "yes", 300, json!(["maps"])),
    ] {
        party.save("has_plan", json!(plan), 0);
        party.save("budget", json!(budget), 0);
        party.save("means", means, 0);
    }
    kenya.save("gone", json!("Kept words"), 0);
    kenya.save("has_plan", json!("yes"), 1);
    kenya.save("has_plan", json!("no"), 2);
    uganda.save("gone", json!("Old words"), 0);
    uganda.submit();
    france.submit();
    france.reopen();
    (scene, parties)
}

/// What a move would touch: code, question, reports, answers, and how many no longer fit.
fn impact(admin: &Client, to: i32) -> (String, Vec<(String, i64, i64, i64)>) {
    let seen = admin.get(&format!("{MOVES}?to={to}")).expect(200).json();
    let count = |change: &Value, field: &str| change[field].as_i64().unwrap();
    let lines = seen["changes"].as_array().unwrap().iter().map(|change| {
        let about = format!("{} {}", change["name"].as_str().unwrap(), change["code"].as_str().unwrap());
        (about, count(change, "reports"), count(change, "answers"), count(change, "no_longer_fit"))
    });
    (seen["impact"].as_str().unwrap().to_owned(), lines.collect())
}

fn check_impact(admin: &Client, to: i32, expect: &[(&str, i64, i64, i64)]) {
    let (_, lines) = impact(admin, to);
    let found: Vec<_> = lines.iter().map(|(about, a, b, c)| (about.as_str(), *a, *b, *c)).collect();
    assert_eq!(found, expect);
}

pub fn moved(admin: &Client, to: i32) -> Value {
    let body = json!({ "version": to, "reason": "The meeting asked for it.", "impact": impact(admin, to).0 });
    admin.post(MOVES, &body).expect(201).json()
}

#[test]
fn a_cycle_moves_and_every_word_is_there() {
    on_both(|database| {
        let (scene, [kenya, uganda, france]) = opened(database);
        let admin = scene.admin();
        publish(&admin, &second(), 2);
        let receipt = uganda.seen("submissions/1");
        check_impact(
            &admin,
            2,
            &[
                ("fresh added", 0, 0, 0),
                ("plan renamed", 3, 3, 0),
                ("plan reworded", 3, 3, 0),
                ("budget tightened", 3, 3, 2),
                ("means options_added", 3, 3, 2),
                ("means options_removed", 3, 3, 2),
                ("gone removed", 2, 2, 0),
            ],
        );
        let told = moved(&admin, 2);
        assert_eq!((&told["version"], &told["carried"], &told["letters"]), (&json!(2), &json!(3), &json!(2)), "{told}");

        kenya.check("plan", json!("no"), 1, false);
        kenya.check("budget", json!(700), 1, true);
        kenya.check("means", json!(["law", "money"]), 1, true);
        kenya.person.get(&format!("{}/answers/has_plan", kenya.report)).expect(404);
        kenya.check_history(
            "plan",
            &["has_plan 1 no null", "has_plan 2 yes null", "has_plan 3 no null", "plan 1 no has_plan"],
        );
        // What no longer fits is kept, and reaches no submission.
        kenya.check_gaps(&[("budget", "no_longer_fits"), ("means", "no_longer_fits")]);
        let refused = kenya.person.post(&format!("{}/submissions", kenya.report), &declaration()).expect(422);
        assert_eq!(refused.codes(), ["no_longer_fits", "no_longer_fits"]);
        kenya.save("budget", json!(400), 1);
        kenya.save("means", json!(["money"]), 1);
        kenya.check_gaps(&[]);
        kenya.submit();
        assert_eq!(kenya.seen("submissions/1")["template"]["version"], 2);

        // What was submitted stays; what is taken back goes on with the version of the cycle.
        assert_eq!(uganda.seen("submissions/1"), receipt);
        assert_eq!(receipt["template"]["version"], 1);
        uganda.reopen();
        uganda.check("plan", json!("yes"), 1, false);
        uganda.check_gaps(&[("budget", "no_longer_fits"), ("means", "no_longer_fits")]);
        france.check_gaps(&[]);

        // Back: what was not asked meanwhile is there again, and what changed meanwhile goes along.
        france.save("plan", json!("no"), 1);
        assert_eq!(moved(&admin, 1)["carried"], 1);
        kenya.check("gone", json!("Kept words"), 1, true);
        kenya.check("has_plan", json!("no"), 3, true);
        france.check("has_plan", json!("no"), 2, false);
        uganda.check("has_plan", json!("yes"), 1, true);
        uganda.check_gaps(&[]);
        let (code, _, said) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
    });
}

#[test]
fn people_in_the_middle_of_a_report_are_told_in_their_language() {
    on_both(|database| {
        let (scene, _) = opened(database);
        let admin = scene.admin();
        let reader = json!({ "email": "lecteur@parties.example", "name": "Lecteur Inventé", "language": "fr",
                             "instrument": "CMS", "role": "focal_point", "party": "FRA" });
        admin.post("/api/v1/accounts", &reader).expect(201);
        publish(&admin, &second(), 2);
        scene.post();
        moved(&admin, 2);
        let letters = scene.post();
        let mut to: Vec<&str> = letters.iter().map(|letter| letter.to[0].as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["fra@parties.example", "ken@parties.example", "lecteur@parties.example"]);
        for letter in &letters {
            let text = letter.text();
            let french = letter.to == ["lecteur@parties.example"];
            let (new, gone) = if french {
                ("fresh (fr): Elle est nouvelle.", "gone (fr): Elle n’est plus posée.")
            } else {
                ("fresh: It is new.", "gone: It is no longer asked.")
            };
            assert!(text.contains(new) && text.contains(gone), "{text}");
            assert!(text.contains("The meeting asked for it.") && text.contains("/reports/invented-1/"), "{text}");
        }
    });
}

#[test]
fn a_move_is_refused_with_what_would_be_right() {
    on_both(|database| {
        let (scene, [kenya, ..]) = opened(database);
        let admin = scene.admin();
        let body = |version: i32, reason: &str, impact: &str| json!({ "version": version, "reason": reason, "impact": impact });
        assert_eq!(admin.post(MOVES, &body(2, "why", "")).expect(422).codes(), ["unknown"]);
        admin.get(&format!("{MOVES}?to=1")).expect(422);
        admin.get(MOVES).expect(422);
        publish(&admin, &second(), 2);
        let (seen, _) = impact(&admin, 2);
        assert_eq!(admin.post(MOVES, &body(2, " ", &seen)).expect(422).codes(), ["required"]);
        // An answer that was not there when the list was seen.
        let meanwhile = Party { person: scene.focal_point("EUU"), report: "/api/v1/reports/invented-1/EUU".to_owned() };
        meanwhile.save("has_plan", json!("no"), 0);
        let stale = admin.post(MOVES, &body(2, "why", &seen)).expect(409);
        assert_eq!(
            (stale.codes().as_slice(), &stale.json()["impact"]),
            (&["stale".to_owned()][..], &json!(impact(&admin, 2).0))
        );
        kenya.check("has_plan", json!("no"), 3, true);
        kenya.person.get(&format!("{MOVES}?to=2")).expect(403);

        let (code, told, said) =
            scene.godwit(&["cycle", "move", "invented-1", "--to", "2", "--reason", "why", "--dry-run"]);
        assert!(
            code == 0 && said.contains("would go from version 1 to 2") && said.contains("another name: 4."),
            "{said}"
        );
        assert!(
            told.contains("gone: It is no longer asked.") && told.contains("(2 answers in 2 reports, 0 no longer fit)"),
            "{told}"
        );
        kenya.check("has_plan", json!("no"), 3, true);
        assert_eq!(scene.seen(&admin, "cycles/invented-1")["version"], 1);
        let (code, _, said) = scene.godwit(&["cycle", "move", "invented-1", "--to", "2", "--reason", "why"]);
        assert!(code == 0 && said.contains("went from version 1 to 2"), "{said}");
        kenya.check("plan", json!("no"), 1, false);
        let (code, _, said) = scene.godwit(&["cycle", "move", "invented-1", "--to", "7", "--reason", "why"]);
        assert!(code == 1 && said.contains("it can be moved to 1."), "{said}");

        let (seen, _) = impact(&admin, 1);
        scene.server.house.clock.set(godwit::clock::read("2028-01-01T00:00:00Z").unwrap());
        assert_eq!(scene.admin().post(MOVES, &body(1, "why", &seen)).expect(409).codes(), ["closed"]);
    });
}

#[test]
fn the_rows_of_a_table_go_with_it() {
    on_both(|database| {
        let scene = Scene::open(database);
        let admin = scene.admin();
        let table = |name: &str, was: Value, columns: Value| {
            let rows = json!({ "rows": { "max": 9 }, "was": was, "columns": columns });
            template(&["law"], json!([question(name, "table", rows)]))
        };
        let text = |name: &str, was: Value| question(name, "text", json!({ "was": was }));
        let columns = json!([text("site", Value::Null), text("note", Value::Null)]);
        publish(&admin, &table("corridors", Value::Null, columns), 1);
        let mut round = crate::scene::round("invented-1");
        round["template"] = json!("invented");
        admin.post("/api/v1/cycles", &round).expect(201);
        let kenya = Party::of(&scene, "KEN");
        kenya.save("corridors/one/site", json!("A lake"), 0);
        kenya.save("corridors/one/note", json!("Deep"), 0);
        kenya.save("corridors/two/site", json!("A river"), 0);
        let columns = json!([text("place", json!("site")), text("fresh", Value::Null), text("note", Value::Null)]);
        publish(&admin, &table("routes", json!("corridors"), columns), 2);
        moved(&admin, 2);
        kenya.check("routes/one/place", json!("A lake"), 1, false);
        kenya.check("routes/one/note", json!("Deep"), 1, false);
        kenya.check("routes/two/place", json!("A river"), 1, false);
        kenya.check_history(
            "routes/two/place",
            &["corridors.site 1 A river null", "routes.place 1 A river corridors.site"],
        );
        kenya.save("routes/two/place", json!("A delta"), 1);
        kenya.submit();
        moved(&admin, 1);
        kenya.check("corridors/two/site", json!("A delta"), 2, false);
        kenya.check("corridors/one/site", json!("A lake"), 1, true);
        let (code, _, said) = scene.godwit(&["audit", "verify"]);
        assert_eq!(code, 0, "{said}");
    });
}
