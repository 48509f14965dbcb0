//! Changing a cycle that is open.

use serde_json::json;

use crate::scene::{cycle, template};
use crate::support::{Client, TestServer, on_both};

const CYCLE: &str = "/api/v1/cycles/cms-tiny";

fn opened(server: &TestServer) -> Client {
    template(&server.house.db, &server.house.secret, server.now());
    let admin = server.secretariat_admin();
    admin.post("/api/v1/cycles", &cycle()).expect(201);
    admin
}

#[test]
fn what_is_left_out_stays_and_null_takes_away() {
    on_both(|database| {
        let server = TestServer::start(database);
        let admin = opened(&server);
        let moved = admin.patch(CYCLE, &json!({"due_at": "2027-07-31T00:00:00Z"})).expect(200).json();
        assert_eq!((&moved["due_at"], &moved["revision"]), (&json!("2027-07-31T00:00:00Z"), &json!(2)));
        assert_eq!(moved["closes_at"], "2027-12-31T20:59:59Z");
        let open_ended = admin.patch(CYCLE, &json!({"closes_at": null})).expect(200).json();
        assert!(open_ended["closes_at"].is_null());
        assert_eq!(open_ended["due_at"], "2027-07-31T00:00:00Z");
        let unordered = admin.patch(CYCLE, &json!({"closes_at": "2027-07-01T00:00:00Z"})).expect(422);
        assert_eq!(unordered.codes(), ["order"]);
        assert_eq!(admin.get(CYCLE).expect(200).json(), open_ended);
    });
}

#[test]
fn a_change_on_what_was_read_before_is_stale() {
    on_both(|database| {
        let server = TestServer::start(database);
        let admin = opened(&server);
        admin.patch(CYCLE, &json!({"revision": 1, "reminders": [-7]})).expect(200);
        let stale = admin.patch(CYCLE, &json!({"revision": 1, "reminders": [-1]})).expect(409);
        assert_eq!(stale.json()["code"], "stale");
        assert_eq!(stale.json()["revision"], 2);
        assert_eq!(admin.get(CYCLE).expect(200).json()["reminders"], json!([-7]));
    });
}

#[test]
fn a_party_is_extended_or_asked_for_something_else() {
    on_both(|database| {
        let server = TestServer::start(database);
        let admin = opened(&server);
        let change = json!({"parties": [
            {"party": "KEN", "extended_to": "2027-08-31T00:00:00Z", "reason": "floods"},
            {"party": "FRA", "duty": "due", "reason": "asked to report"},
        ]});
        admin.patch(CYCLE, &change).expect(200);
        let lines = admin.get("/api/v1/cycles/cms-tiny/reports").expect(200).json();
        assert_eq!(lines["reports"][0]["duty"], "due");
        assert_eq!(lines["reports"][0]["state"], "not_started");
        assert_eq!(lines["reports"][0]["due_at"], "2027-06-30T20:59:59Z");
        assert_eq!(lines["reports"][1]["due_at"], "2027-08-31T00:00:00Z");
        let wrong = json!({"parties": [
            {"party": "KEN", "duty": "absent", "reason": "x"},
            {"party": "UGA", "duty": "covered", "reason": "x"},
            {"party": "FRA", "duty": "due", "covered_by": "KEN", "reason": "x"},
            {"party": "k", "reason": ""},
        ]});
        let mut codes = admin.patch(CYCLE, &wrong).expect(422).codes();
        codes.sort();
        assert_eq!(codes, ["malformed", "mismatch", "required", "required", "unknown_word"]);
        let earlier = json!({"parties": [{"party": "KEN", "extended_to": "2027-06-01T00:00:00Z", "reason": "x"}]});
        assert_eq!(admin.patch(CYCLE, &earlier).expect(422).codes(), ["order"]);
        server.focal_point().patch(CYCLE, &json!({"due_at": "2030-01-01T00:00:00Z"})).expect(403);
        server.other_admin().patch(CYCLE, &json!({"due_at": "2030-01-01T00:00:00Z"})).expect(404);
    });
}
