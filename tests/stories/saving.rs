//! Saving: one answer, many, again, too late.

use serde_json::{Value, json};

use crate::scene;
use crate::support::Client;

const ANSWERS: &str = "/api/v1/reports/cms-cop15/KEN/answers";

/// Leaves `about_institution` and `policy_nbsap` (yes) answered at revision 1, and no other required question.
pub fn answers_are_saved(kenya: &Client) {
    let listed = kenya.get(ANSWERS).expect(200).json();
    let paths: Vec<&str> =
        listed["answers"].as_array().unwrap().iter().map(|answer| answer["path"].as_str().unwrap()).collect();
    assert_eq!(paths, scene::paths(kenya));

    let path = format!("{ANSWERS}/about_institution");
    let first = json!({"value": "Invented Wildlife Service", "revision": 0, "operation": "op-1"});
    let saved = kenya.put(&path, &first).expect(200).json();
    assert_eq!((&saved["revision"], &saved["saved_by"]), (&json!(1), &json!("Amina Invented")));

    // A stale save: nothing is overwritten, both values come back.
    let stale = kenya.put(&path, &json!({"value": "Another Service", "revision": 0})).expect(409).json();
    assert_eq!(stale["code"], "stale");
    assert_eq!((&stale["yours"]["value"], &stale["yours"]["revision"]), (&json!("Another Service"), &json!(0)));
    assert_eq!((&stale["theirs"]["value"], &stale["theirs"]["revision"]), (&first["value"], &json!(1)));

    // The same operation again is the same; for something else it is refused.
    let replayed = kenya.put(&path, &first).expect(200).json();
    assert_eq!((&replayed["revision"], &replayed["value"]), (&json!(1), &first["value"]));
    assert_eq!(replayed["saved_at"], saved["saved_at"]);
    let mut other = first.clone();
    other["value"] = json!("Something else");
    assert_eq!(kenya.put(&path, &other).expect(422).codes(), ["operation_reused"]);
    assert_eq!(kenya.get(&path).expect(200).json()["value"], first["value"]);

    many_at_once(kenya);
    let history = kenya.get("/api/v1/reports/cms-cop15/KEN/history/about_institution").expect(200).json();
    assert_eq!(history["revisions"].as_array().unwrap().len(), 1);
}

/// All or nothing, and numbers to the last digit.
fn many_at_once(kenya: &Client) {
    let area = "123456789012345678901234.25";
    let body = format!(
        r#"{{"answers": [{{"path": "policy_nbsap", "value": "yes", "revision": 0}},
            {{"path": "network_area", "value": {area}, "qualifier": "estimate", "revision": 0}}], "operation": "op-2"}}"#
    );
    let media = [("content-type", "application/json")];
    let patch = || kenya.send("PATCH", ANSWERS, &media, Some(body.as_bytes())).expect(200).json();
    assert_eq!(patch()["answers"].as_array().unwrap().len(), 2);
    assert_eq!(patch()["answers"][1]["revision"], 1);
    let kept = kenya.get(&format!("{ANSWERS}/network_area")).expect(200);
    assert!(kept.text.contains(area), "{}", kept.text);

    let half = json!({"answers": [{"path": "policy_law", "value": "yes", "revision": 0},
                                  {"path": "policy_nbsap", "value": "no", "revision": 0}]});
    let refused = kenya.patch(ANSWERS, &half).expect(409).json();
    let conflicts: Vec<&Value> = refused["conflicts"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(conflicts, ["policy_nbsap"]);
    assert_eq!(kenya.get(&format!("{ANSWERS}/policy_law")).expect(200).json()["revision"], 0);
}
