//! Colleagues talk about an answer: what they say stays with it through everything, and leaves the house in nothing.

use godwit::access::{Role, Sections};
use serde_json::{Value, json};

use crate::lineage::{Party, first, moved, publish, second};
use crate::scene::{Scene, declaration, fill};
use crate::support::{Client, on_both};

const REPORT: &str = "/api/v1/reports/cms-cop15/KEN";
const ABOUT: &str = "/api/v1/reports/cms-cop15/KEN/comments/policy_nbsap";
/// Whatever leaves the house must not hold it.
const SECRET: &str = "between-the-two-of-us";

fn comments(person: &Client, path: &str) -> Vec<Value> {
    person.get(path).expect(200).json()["comments"].as_array().unwrap().clone()
}

/// Each comment: number, words, and whether it is open.
fn check(person: &Client, path: &str, expect: &[(i64, &str, bool)]) {
    let found = comments(person, path);
    let found: Vec<_> = found
        .iter()
        .map(|one| (one["number"].as_i64().unwrap(), one["words"].as_str().unwrap(), one["resolved_at"].is_null()))
        .collect();
    assert_eq!(found, expect, "{path}");
}

#[test]
fn what_is_said_is_told_to_whom_it_calls_and_leaves_the_house_in_nothing() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        let colleague = json!({"email": "amina@kenya.example", "name": "Amina Odhiambo", "language": "fr", "instrument": "CMS",
                               "role": "contributor", "party": "KEN", "sections": ["policy"]});
        scene.admin().post("/api/v1/accounts", &colleague).expect(201);
        scene.post();
        let words = format!("@amina odhiambo, is this {SECRET}? @Invented Person @Nobody");
        let said = json!({"words": words, "operation": "one"});
        let first = kenya.post(ABOUT, &said).expect(201).json();
        assert_eq!(
            (&first["number"], &first["path"], &first["resolved_at"]),
            (&json!(1), &json!("policy_nbsap"), &Value::Null)
        );
        assert_eq!(kenya.post(ABOUT, &said).expect(201).json(), first, "a repeat is the first");
        let other = json!({"words": "something else", "operation": "one"});
        assert_eq!(kenya.post(ABOUT, &other).expect(422).codes(), ["operation_reused"]);
        let letters = scene.post();
        let [letter] = letters.as_slice() else { panic!("one letter, not {letters:?}") };
        assert_eq!(letter.to, ["amina@kenya.example"]);
        let text = letter.text();
        assert!(
            text.contains("vous mentionne") && text.contains("/reports/cms-cop15/KEN/comments/policy_nbsap"),
            "{text}"
        );
        assert!(!text.contains(SECRET) && !letter.header("Subject").contains(SECRET), "{text}");

        kenya.post(ABOUT, &json!({"words": "second"})).expect(201);
        kenya.patch(ABOUT, &json!({"number": 1, "resolved": true})).expect(200);
        kenya.patch(ABOUT, &json!({"number": 1, "resolved": true})).expect(200);
        kenya.patch(ABOUT, &json!({"number": 9, "resolved": true})).expect(404);
        let elsewhere = ABOUT.replace("policy_nbsap", "policy_nbsap_measures");
        kenya.patch(&elsewhere, &json!({"number": 1, "resolved": true})).expect(404);
        check(&kenya, ABOUT, &[(1, &words, false), (2, "second", true)]);
        check(&kenya, &format!("{REPORT}/comments?open=true"), &[(2, "second", true)]);
        check(&kenya, &format!("{REPORT}/comments?after=1&limit=1"), &[(2, "second", true)]);
        kenya.get(&format!("{REPORT}/comments?limit=0")).expect(422);
        kenya.patch(ABOUT, &json!({"number": 1, "resolved": false})).expect(200);
        check(&kenya, ABOUT, &[(1, &words, true), (2, "second", true)]);

        // The answer changes, the report is submitted: what was said stands, and is in nothing that goes out.
        fill(&kenya, "cms-cop15/KEN");
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        check(&kenya, ABOUT, &[(1, &words, true), (2, "second", true)]);
        let admin = scene.admin();
        admin.get(ABOUT).expect(403);
        for path in [
            format!("{REPORT}/submissions/1"),
            REPORT.to_owned(),
            "/api/v1/cycles/cms-cop15/exports/package.zip".to_owned(),
            "/api/v1/cycles/cms-cop15/exports/answers.csv".to_owned(),
            "/api/v1/cycles/cms-cop15/exports/wide.csv".to_owned(),
        ] {
            let seen = admin.get(&path).expect(200).text;
            assert!(!seen.contains(SECRET), "{path}: {seen}");
        }
        assert_eq!(scene.godwit(&["audit", "verify"]).0, 0);
    });
}

#[test]
fn what_is_said_too_long_or_not_at_all_is_refused() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        for (words, code) in
            [(" ".to_owned(), "required"), ("x".repeat(2_001), "too_long"), ("a\u{7}".to_owned(), "control_character")]
        {
            assert_eq!(kenya.post(ABOUT, &json!({"words": words})).expect(422).codes(), [code]);
        }
        kenya.post(ABOUT, &json!({"words": "x".repeat(2_000)})).expect(201);
        kenya.post(&format!("{REPORT}/comments/no_such"), &json!({"words": "x"})).expect(404);
        assert_eq!(comments(&kenya, &format!("{REPORT}/comments")).len(), 1);
    });
}

#[test]
fn the_secretariat_talks_along_while_the_draft_is_shared() {
    on_both(|database| {
        let scene = Scene::open(database);
        let (kenya, admin) = (scene.focal_point("KEN"), scene.admin());
        kenya.post(ABOUT, &json!({"words": "ours"})).expect(201);
        admin.get(ABOUT).expect(403);
        kenya.patch(REPORT, &json!({"shared": true})).expect(200);
        check(&admin, ABOUT, &[(1, "ours", true)]);
        admin.post(ABOUT, &json!({"words": "theirs"})).expect(201);
        kenya.patch(REPORT, &json!({"shared": false})).expect(200);
        admin.post(ABOUT, &json!({"words": "no more"})).expect(403);
        admin.get(&format!("{REPORT}/comments")).expect(403);
        check(&kenya, ABOUT, &[(1, "ours", true), (2, "theirs", true)]);
        // A colleague of another section reads nothing of it.
        let only = Sections::Only(["networks".parse().unwrap()].into());
        scene.server.person("other@kenya.example", "CMS", Role::Contributor, Some("KEN"), only);
        let other = scene.server.client("other@kenya.example");
        other.get(ABOUT).expect(404);
        check(&other, &format!("{REPORT}/comments"), &[]);
    });
}

#[test]
fn what_is_said_goes_with_a_question_to_its_new_name() {
    on_both(|database| {
        let scene = Scene::open(database);
        let admin = scene.admin();
        publish(&admin, &first(), 1);
        let mut round = crate::scene::round("invented-1");
        round["template"] = json!("invented");
        admin.post("/api/v1/cycles", &round).expect(201);
        let kenya = Party::of(&scene, "KEN");
        let at = |name: &str| format!("{}/comments/{name}", kenya.report);
        for name in ["has_plan", "gone"] {
            kenya.person.post(&at(name), &json!({"words": name})).expect(201);
        }
        publish(&admin, &second(), 2);
        moved(&admin, 2);
        check(&kenya.person, &at("plan"), &[(1, "has_plan", true)]);
        kenya.person.get(&at("has_plan")).expect(404);
        kenya.person.patch(&at("plan"), &json!({"number": 1, "resolved": true})).expect(200);
        kenya.person.post(&at("plan"), &json!({"words": "later"})).expect(201);
        // What is no longer asked is still listed.
        let listed = comments(&kenya.person, &format!("{}/comments", kenya.report));
        let paths: Vec<&Value> = listed.iter().map(|one| &one["path"]).collect();
        assert_eq!(paths, [&json!("plan"), &Value::Null, &json!("plan")]);
        moved(&admin, 1);
        check(&kenya.person, &at("has_plan"), &[(1, "has_plan", false), (4, "later", true)]);
        check(&kenya.person, &at("gone"), &[(2, "gone", true)]);
    });
}
