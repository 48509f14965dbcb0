//! Bad input gets a clear refusal and nothing is lost.

use serde_json::{Value, json};

use crate::scene::{NAME, Scene, declaration, fill, round};
use crate::support::{Answer, Client, on_both};

const REPORT: &str = "/api/v1/reports/cms-cop15/KEN";

/// Everything of the report that a person can see.
fn state(kenya: &Client) -> (String, String) {
    (kenya.get(REPORT).expect(200).text, kenya.get(&format!("{REPORT}/answers")).expect(200).text)
}

/// Refused with this status and code, and the report is as it was.
#[track_caller]
fn refused(kenya: &Client, before: &(String, String), answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    let problem = answer.json();
    let mut codes = answer.codes();
    codes.push(problem["code"].as_str().unwrap().to_owned());
    assert!(codes.iter().any(|found| found == code), "{code} is not in {problem}");
    assert!(problem["detail"].as_str().is_some_and(|said| said.len() > 10), "{problem}");
    assert_eq!(state(kenya), *before, "something changed: {problem}");
}

/// A value that its question does not take, and the word it is refused with.
fn values() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("about_institution", json!(5), "type"),
        ("about_institution", json!({"en": "x"}), "type"),
        ("about_institution", json!("x".repeat(301)), "too_long"),
        ("about_institution", json!("a\u{0}b"), "control_character"),
        ("about_institution", json!("a\u{7}b"), "control_character"),
        ("about_institution", json!("a\u{9b}b"), "control_character"),
        ("about_working_days", json!("5"), "type"),
        ("about_working_days", json!(1.5), "decimals"),
        ("about_working_days", json!(-1), "out_of_range"),
        ("land_conserved_share", json!(100.1), "out_of_range"),
        ("land_conserved_share", json!(5.55), "decimals"),
        ("network_area", json!(1.234), "decimals"),
        ("about_information_until", json!("2025-13"), "date"),
        ("about_information_until", json!("2025-03-14"), "date"),
        ("about_information_until", json!("2024-01"), "out_of_range"),
        ("tfca_newest_agreement", json!("2023-02-29"), "date"),
        ("tfca_newest_agreement", json!("2100-02-29"), "date"),
        ("tfca_newest_agreement", json!("0000-01-01"), "date"),
        ("policy_law_year", json!("20"), "date"),
        ("policy_law_year", json!(2025), "type"),
        ("policy_nbsap", json!("maybe"), "not_in_list"),
        ("policy_nbsap", json!("YES"), "not_in_list"),
        ("policy_nbsap", json!(["yes"]), "type"),
        ("threats_main", json!("dams"), "type"),
        ("threats_main", json!(["volcano"]), "not_in_list"),
        ("threats_main", json!(["dams", "dams"]), "duplicate"),
        ("threats_main", json!(["none", "dams"]), "exclusive"),
        ("threats_main", json!(["dams", "energy", "bycatch", "taking", "pollution", "isolation"]), "too_many"),
        ("publication_agreed", json!(false), "type"),
        ("policy_links", json!([{"url": "javascript:alert(1)"}]), "url"),
        ("policy_links", json!([{"url": "https://example.org", "title": "x"}]), "type"),
    ]
}

/// What stands beside a value, and the word it is refused with.
fn beside() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("threats_main", json!({"value": ["dams"], "other": "storms"}), "other"),
        ("policy_nbsap", json!({"value": "yes", "other": "storms"}), "other"),
        ("policy_nbsap", json!({"value": "yes", "qualifier": "estimate"}), "qualifier"),
        ("network_sites", json!({"value": 3, "qualifier": "perhaps"}), "qualifier"),
        ("network_sites", json!({"value": 3, "qualifier": "unknown"}), "value"),
        ("about_institution", json!({"value": "x", "comment": "y"}), "comment"),
        ("policy_nbsap", json!({"value": "yes", "comment": "y".repeat(4_001)}), "too_long"),
        ("policy_nbsap", json!({"value": "yes", "language": "no tag"}), "language"),
        ("policy_nbsap", json!({"value": "yes", "operation": "x".repeat(101)}), "malformed"),
        ("policy_nbsap", json!({"value": "yes", "operation": "two words"}), "malformed"),
        ("policy_nbsap", json!({"value": "yes", "colour": "red"}), "unfit"),
        ("policy_nbsap", json!({"value": "yes", "party": "UGA"}), "unfit"),
        ("policy_nbsap", json!({"value": "yes", "revision": "0"}), "unfit"),
        ("policy_nbsap", json!({"value": "yes", "revision": null}), "unfit"),
        ("policy_nbsap", json!({"value": "yes", "revision": 1}), "stale"),
        ("policy_nbsap", json!({"value": "yes", "revision": -1}), "stale"),
        ("policy_nbsap", json!({"value": "yes", "revision": 99_999_999_999_i64}), "unfit"),
    ]
}

#[test]
fn an_answer_that_does_not_fit_is_refused_and_nothing_changes() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        let before = state(&kenya);
        let answers = format!("{REPORT}/answers");
        for (path, value, code) in values() {
            let sent = json!({"value": value, "revision": 0});
            refused(&kenya, &before, &kenya.put(&format!("{answers}/{path}"), &sent), 422, code);
        }
        for (path, mut sent, code) in beside() {
            if sent.get("revision").is_none() {
                sent["revision"] = json!(0);
            }
            let status = if code == "stale" { 409 } else { 422 };
            refused(&kenya, &before, &kenya.put(&format!("{answers}/{path}"), &sent), status, code);
        }
        // Numbers that no program of ours can write: as they stand in the body.
        let media = [("content-type", "application/json")];
        for (number, status, code) in [
            ("12345678901234567890123456789", 422, "out_of_range"),
            ("1e40", 422, "out_of_range"),
            ("0.00000000000000000000000000001", 422, "out_of_range"),
            ("NaN", 400, "unreadable"),
            ("01", 400, "unreadable"),
        ] {
            let body = format!("{{\"value\": {number}, \"revision\": 0}}");
            let path = format!("{answers}/network_area");
            refused(&kenya, &before, &kenya.send("PUT", &path, &media, Some(body.as_bytes())), status, code);
        }
        // All flaws of many answers at once, and none of the good ones is kept.
        let many = json!({"answers": [{"path": "policy_law", "value": "yes", "revision": 0},
            {"path": "policy_nbsap", "value": "maybe", "revision": 0},
            {"path": "about_working_days", "value": -1.5, "revision": 0},
            {"path": "about_institution", "value": "\u{1}", "revision": 0}]});
        let answer = kenya.patch(&answers, &many);
        refused(&kenya, &before, &answer, 422, "not_in_list");
        assert_eq!(answer.codes(), ["not_in_list", "decimals", "out_of_range", "control_character"]);
        let twice = json!({"answers": [{"path": "policy_law", "value": "yes", "revision": 0},
            {"path": "policy_law", "value": "no", "revision": 0}]});
        refused(&kenya, &before, &kenya.patch(&answers, &twice), 422, "duplicate");
        refused(&kenya, &before, &kenya.patch(&answers, &json!({"answers": []})), 422, "count");
    });
}

#[test]
fn a_request_that_is_none_is_refused_and_nothing_changes() {
    on_both(|database| {
        let scene = Scene::open(database);
        let kenya = scene.focal_point("KEN");
        let before = state(&kenya);
        let path = format!("{REPORT}/answers/policy_nbsap");
        let fine = json!({"value": "yes", "revision": 0}).to_string();
        let put = |path: &str, headers: &[(&str, &str)], body: &[u8]| kenya.send("PUT", path, headers, Some(body));
        let is_json = ("content-type", "application/json");
        refused(&kenya, &before, &put(&path, &[is_json], b"{\"value\": \"yes\""), 400, "unreadable");
        refused(&kenya, &before, &put(&path, &[is_json], b"{\"value\": \"\xff\", \"revision\": 0}"), 400, "unreadable");
        refused(&kenya, &before, &put(&path, &[is_json], b""), 400, "unreadable");
        let plain = put(&path, &[("content-type", "text/plain")], fine.as_bytes());
        refused(&kenya, &before, &plain, 415, "wrong_media_type");
        let packed = put(&path, &[is_json, ("content-encoding", "gzip")], fine.as_bytes());
        refused(&kenya, &before, &packed, 415, "content_encoding");
        let large = json!({"value": "x".repeat(3 << 20), "revision": 0}).to_string();
        refused(&kenya, &before, &put(&path, &[is_json], large.as_bytes()), 413, "too_large");
        for astray in ["nothing", "policy", "policy_nbsap/x", "policy_nbsap%00", "%2e%2e"] {
            let answer = put(&format!("{REPORT}/answers/{astray}"), &[is_json], fine.as_bytes());
            assert_eq!(answer.status, 404, "{astray}: {answer:?}");
        }
        for not_theirs in ["cms-cop15/UGA", "cms-cop15/AUS", "cms-cop15/XXX", "cms-cop99/KEN"] {
            let answer =
                put(&format!("/api/v1/reports/{not_theirs}/answers/policy_nbsap"), &[is_json], fine.as_bytes());
            refused(&kenya, &before, &answer, 404, "not_found");
        }
        assert_eq!(state(&kenya), before);
    });
}

#[test]
fn a_report_that_takes_nothing_now_says_why() {
    on_both(|database| {
        let scene = Scene::open(database);
        let (admin, kenya) = (scene.admin(), scene.focal_point("KEN"));
        let mut later = round("cms-later");
        later["opens_at"] = json!("2027-04-01T00:00:00+03:00");
        let mut over = round("cms-over");
        over["due_at"] = json!("2027-02-10T00:00:00+03:00");
        over["closes_at"] = json!("2027-02-20T00:00:00+03:00");
        admin.post("/api/v1/cycles", &later).expect(201);
        admin.post("/api/v1/cycles", &over).expect(201);
        fill(&kenya, "cms-cop15/KEN");
        kenya.post(&format!("{REPORT}/submissions"), &declaration()).expect(201);
        let before = state(&kenya);
        let said = json!({"value": "no", "revision": 0});
        for (cycle, code) in [("cms-later", "not_open"), ("cms-over", "closed"), ("cms-cop15", "submitted")] {
            let report = format!("/api/v1/reports/{cycle}/KEN");
            refused(&kenya, &before, &kenya.put(&format!("{report}/answers/policy_nbsap"), &said), 409, code);
            let many = json!({"answers": [{"path": "policy_nbsap", "value": "no", "revision": 0}]});
            refused(&kenya, &before, &kenya.patch(&format!("{report}/answers"), &many), 409, code);
            refused(&kenya, &before, &kenya.post(&format!("{report}/submissions"), &declaration()), 409, code);
        }
        for cycle in ["cms-later", "cms-over"] {
            let kept = kenya.get(&format!("/api/v1/reports/{cycle}/KEN")).expect(200).json();
            assert_eq!((&kept["state"], &kept["revision"]), (&json!("not_started"), &json!(0)));
        }
        let early = kenya.post("/api/v1/reports/cms-later/KEN/reopenings", &json!({"reason": "x"}));
        assert_eq!(early.expect(409).json()["code"], "not_submitted");
    });
}

#[test]
fn a_round_that_does_not_fit_is_not_opened() {
    on_both(|database| {
        let scene = Scene::open(database);
        let admin = scene.admin();
        let before = admin.get("/api/v1/cycles").expect(200).text;
        for (field, value, status, code) in [
            ("parties", json!(["KEN", "KEN"]), 422, "duplicate"),
            ("parties", json!(["ATL"]), 422, "unknown"),
            ("parties", json!([]), 422, "required"),
            ("due_at", json!("2026-01-01T00:00:00Z"), 422, "order"),
            ("due_at", json!("2027-02-30T00:00:00Z"), 422, "malformed"),
            ("time_zone", json!("Mars/Olympus"), 422, "unknown"),
            ("version", json!(2), 422, "unknown"),
            ("template", json!("nothing"), 422, "unknown"),
            ("reminders", json!([9_999]), 422, "out_of_range"),
            ("covered", json!([{"party": "DEU", "covered_by": "AUS"}]), 422, "not_due"),
            ("colour", json!("red"), 422, "unfit"),
            ("cycle", json!("cms-cop15"), 409, "exists"),
        ] {
            let mut sent = round("cms-new");
            sent[field] = value;
            let answer = admin.post("/api/v1/cycles", &sent).expect(status);
            let codes = [answer.codes(), vec![answer.json()["code"].as_str().unwrap().to_owned()]].concat();
            assert!(codes.iter().any(|found| found == code), "{field}: {codes:?}");
            assert_eq!(admin.get("/api/v1/cycles").expect(200).text, before, "{field}");
        }
        // The published version of the template is what it was.
        let shown = admin.get(&format!("/api/v1/templates/{NAME}/versions/1")).expect(200);
        admin.post(&format!("/api/v1/templates/{NAME}/versions/1/publish"), &json!({})).expect(409);
        assert_eq!(admin.get(&format!("/api/v1/templates/{NAME}/versions/1")).expect(200).text, shown.text);
    });
}
