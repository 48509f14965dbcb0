//! From an empty database to figures, and what stays official when a report is taken back.

use std::sync::Barrier;

use godwit::canonical::canonical;
use godwit::digest;
use godwit::fault::Fault;
use serde_json::{Value, json};

use diesel::RunQueryDsl;

use crate::exports;
use crate::saving;
use crate::scene::{NAME, Scene, declaration, fill, required};
use crate::support::{Client, on_both};

const REPORT: &str = "reports/cms-cop15/KEN";

#[test]
fn a_report_from_invitation_to_figures() {
    on_both(|database| {
        let scene = Scene::open(database);
        who_is_asked(&scene);
        let kenya = scene.invite("amina@kenya.example", "KEN");
        let me = scene.seen(&kenya, "me");
        assert_eq!((&me["grants"][0]["role"], &me["grants"][0]["party"]), (&json!("focal_point"), &json!("KEN")));
        assert_eq!(scene.seen(&kenya, REPORT)["state"], "not_started");

        saving::answers_are_saved(&kenya);
        gaps_are_listed(&scene, &kenya);
        fill(&kenya, "cms-cop15/KEN");
        let first = submitted_once(&scene, &kenya);
        receipt_comes(&scene, &kenya, &first, 1);
        let before = exports::figures(&scene);
        assert_eq!((before.yes.as_str(), before.no.as_str(), before.submitted.as_str()), ("1", "0", "1"));

        taken_back(&scene, &kenya, &before);
        let second = submitted_again(&kenya);
        assert_ne!(first["sha256"], second["sha256"]);
        receipt_comes(&scene, &kenya, &second, 2);
        let after = exports::figures(&scene);
        assert_eq!((after.yes.as_str(), after.no.as_str(), after.submitted.as_str()), ("0", "1", "1"));
        // What was submitted first stays what it was.
        let kept = kenya.get(&format!("/api/v1/{REPORT}/submissions/1")).expect(200);
        assert_eq!(json!(digest::sha256(kept.text.as_bytes())), first["sha256"]);

        the_record_is_proven(&scene, &second);
    });
}

fn who_is_asked(scene: &Scene<'_>) {
    let standings = scene.seen(&scene.admin(), "cycles/cms-cop15/reports");
    let lines: Vec<(&str, &str, Option<&str>)> = standings["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["party"].as_str().unwrap(), line["duty"].as_str().unwrap(), line["covered_by"].as_str()))
        .collect();
    let expect = [
        ("AUS", "exempt", None),
        ("DEU", "covered", Some("EUU")),
        ("EUU", "due", None),
        ("FRA", "due", None),
        ("KEN", "due", None),
        ("UGA", "due", None),
    ];
    assert_eq!(lines, expect);
}

/// Every gap is told, in both places, and nothing was submitted.
fn gaps_are_listed(scene: &Scene<'_>, kenya: &Client) {
    let answered = ["about_institution", "policy_nbsap"];
    let expect: Vec<String> = required().into_iter().filter(|name| !answered.contains(&name.as_str())).collect();
    assert!(expect.len() > 10);
    let paths = |list: &Value, field: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|gap| gap[field].as_str().unwrap().to_owned()).collect()
    };
    let gaps = scene.seen(kenya, &format!("{REPORT}/gaps"));
    assert_eq!(paths(&gaps["gaps"], "path"), expect);
    let refused = kenya.post(&format!("/api/v1/{REPORT}/submissions"), &declaration()).expect(422).json();
    assert_eq!((&refused["code"], paths(&refused["errors"], "at")), (&json!("gaps"), expect.clone()));
    let report = scene.seen(kenya, REPORT);
    assert_eq!((&report["submissions"], &report["gaps"]), (&json!(0), &json!(expect.len())));
}

fn send_submission(kenya: &Client, key: &str) -> crate::support::Answer {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    kenya.send("POST", &format!("/api/v1/{REPORT}/submissions"), &headers, Some(declaration().to_string().as_bytes()))
}

/// Clicked twice at once, and a third time later.
fn submitted_once(scene: &Scene<'_>, kenya: &Client) -> Value {
    let refused = kenya.post(
        &format!("/api/v1/{REPORT}/submissions"),
        &json!({"declaration": {"name": " ", "capacity": "x".repeat(201)}}),
    );
    assert_eq!(refused.expect(422).codes(), ["required", "too_long"]);
    let mut unseen = declaration();
    unseen["revision"] = json!(1);
    let stale = kenya.post(&format!("/api/v1/{REPORT}/submissions"), &unseen).expect(409).json();
    assert_eq!(stale["code"], "stale");

    let together = Barrier::new(2);
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let clicks: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    together.wait();
                    send_submission(kenya, "click-1").expect(201).json()
                })
            })
            .collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], send_submission(kenya, "click-1").expect(201).json());
    assert_eq!(send_submission(kenya, "click-2").expect(409).json()["code"], "submitted");
    let report = scene.seen(kenya, REPORT);
    assert_eq!((&report["state"], &report["submissions"]), (&json!("submitted"), &json!(1)));
    assert_eq!((&answers[0]["number"], &answers[0]["reference"]), (&json!(1), &json!("cms-cop15/KEN/1")));
    answers[0].clone()
}

/// The letter names what the frozen bytes are, and these keep their own schema.
fn receipt_comes(scene: &Scene<'_>, kenya: &Client, receipt: &Value, number: i32) {
    let letters = scene.post();
    let receipts: Vec<String> = letters
        .iter()
        .filter(|letter| letter.to == ["amina@kenya.example"])
        .map(crate::support::Received::text)
        .filter(|text| text.contains("has been received"))
        .collect();
    let [letter] = receipts.as_slice() else { panic!("{receipts:?}") };
    for field in ["reference", "sha256", "audit_link"] {
        assert!(letter.contains(receipt[field].as_str().unwrap()), "{field} is not in {letter}");
    }
    assert!(letter.contains("Write to the Secretariat: secretariat@cms.example"), "{letter}");
    let frozen = kenya.get(&format!("/api/v1/{REPORT}/submissions/{number}")).expect(200);
    assert_eq!(json!(digest::sha256(frozen.text.as_bytes())), receipt["sha256"]);
    assert_eq!(canonical(&frozen.json()), frozen.text);
    let schema = scene.seen(kenya, &format!("templates/{NAME}/versions/1/answers.schema.json"));
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    if let Err(no) = schema.validate(&frozen.json()) {
        panic!("the submission breaks its schema: {no}");
    }
    let mut spoilt = frozen.json();
    spoilt["answers"]["policy_nbsap"]["value"] = json!("perhaps");
    assert!(!schema.is_valid(&spoilt), "a schema that takes anything proves nothing");
}

/// Reopened and changed, the draft counts nowhere: the last submission stays official.
fn taken_back(scene: &Scene<'_>, kenya: &Client, before: &exports::Figures) {
    let nameless = kenya.post(&format!("/api/v1/{REPORT}/reopenings"), &json!({"reason": ""})).expect(422);
    assert_eq!(nameless.codes(), ["required"]);
    let path = format!("/api/v1/{REPORT}/answers/policy_nbsap");
    let no = |revision: i32| json!({"value": "no", "revision": revision});
    assert_eq!(kenya.put(&path, &no(1)).expect(409).json()["code"], "submitted");
    let reason = json!({"reason": "The plan was withdrawn."});
    kenya.post(&format!("/api/v1/{REPORT}/reopenings"), &reason).expect(201);
    assert_eq!(kenya.put(&path, &no(1)).expect(200).json()["revision"], 2);
    assert_eq!(scene.seen(kenya, REPORT)["state"], "in_progress");
    assert_eq!(exports::figures(scene), *before);
    let letters = scene.post();
    assert!(letters.iter().any(|letter| letter.text().contains("The plan was withdrawn.")), "{letters:?}");
}

/// Twice at once without a key: one is the submission, the other is told so.
fn submitted_again(kenya: &Client) -> Value {
    let together = Barrier::new(2);
    let mut answers: Vec<_> = std::thread::scope(|scope| {
        let click = || {
            together.wait();
            kenya.post(&format!("/api/v1/{REPORT}/submissions"), &declaration())
        };
        let clicks = [scope.spawn(click), scope.spawn(click)];
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    answers.sort_by_key(|answer| answer.status);
    assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [201, 409]);
    assert_eq!(answers[1].json()["code"], "submitted");
    assert_eq!(answers[0].json()["number"], 2);
    answers[0].json()
}

/// The receipt's head stands in the record, and a row edited by hand is found.
fn the_record_is_proven(scene: &Scene<'_>, receipt: &Value) {
    let (code, heads, said) = scene.godwit(&["audit", "verify"]);
    assert_eq!(code, 0, "{said}");
    assert!(heads.contains(receipt["audit_link"].as_str().unwrap()), "{heads}");
    let forged = "UPDATE audit_rows SET detail_sha256 = '{}' WHERE action = 'report.submitted'";
    let changed = scene.server.house.db.write(move |tx| Ok::<_, Fault>(diesel::sql_query(forged).execute(tx)?));
    assert_eq!(changed.unwrap(), 2);
    let (code, _, said) = scene.godwit(&["audit", "verify"]);
    assert_eq!(code, 1);
    assert!(said.contains("CMS: "), "{said}");
}
