//! Opening a cycle.

use serde_json::json;

use crate::scene::{cycle, template};
use crate::support::{TestServer, on_both};

#[test]
fn a_cycle_is_opened_once_and_shows_who_stands_where() {
    on_both(|database| {
        let server = TestServer::start(database);
        template(&server.house.db, &server.house.secret, server.now());
        let admin = server.secretariat_admin();
        let opened = admin.post("/api/v1/cycles", &cycle()).expect(201).json();
        assert_eq!(opened["due_at"], "2027-06-30T20:59:59Z");
        assert_eq!(opened["revision"], 1);
        assert_eq!(admin.get("/api/v1/cycles/cms-tiny").expect(200).json(), opened);
        assert_eq!(admin.get("/api/v1/cycles").expect(200).json()["cycles"], json!([opened]));
        let again = admin.post("/api/v1/cycles", &cycle()).expect(409);
        assert_eq!(again.codes(), ["exists"]);
        let standings = server.secretariat_reader().get("/api/v1/cycles/cms-tiny/reports").expect(200).json();
        let seen: Vec<_> = standings["reports"].as_array().unwrap().iter().map(|r| (&r["party"], &r["duty"])).collect();
        assert_eq!(json!(seen), json!([["FRA", "exempt"], ["KEN", "due"], ["UGA", "covered"]]));
        assert_eq!(standings["reports"][1]["state"], "not_started");
        assert_eq!(standings["reports"][1]["report"], "cms-tiny/KEN");
        assert_eq!(standings["reports"][2]["covered_by"], "KEN");
        assert!(standings["reports"][0]["state"].is_null());
    });
}

#[test]
fn every_flaw_is_told_at_once() {
    on_both(|database| {
        let server = TestServer::start(database);
        template(&server.house.db, &server.house.secret, server.now());
        let admin = server.secretariat_admin();
        let mut shape = cycle();
        shape["due_at"] = json!("2027-02-30T00:00:00Z");
        shape["time_zone"] = json!("Atlantis");
        shape["parties"] = json!(["KEN", "ken\u{1}"]);
        shape["exempt"][0]["reason"] = json!(" ");
        let refused = admin.post("/api/v1/cycles", &shape).expect(422).json();
        let mut places: Vec<_> =
            refused["errors"].as_array().unwrap().iter().map(|e| e["at"].as_str().unwrap()).collect();
        places.sort_unstable();
        assert_eq!(places, ["due_at", "exempt[0].reason", "parties[1]", "time_zone"]);
        let mut meaning = cycle();
        meaning["version"] = json!(2);
        meaning["closes_at"] = json!("2027-01-01T00:00:00Z");
        meaning["parties"] = json!(["KEN", "KEN", "XYZ"]);
        let mut codes = admin.post("/api/v1/cycles", &meaning).expect(422).codes();
        codes.sort();
        assert_eq!(codes, ["duplicate", "not_published", "order", "unknown"]);
        let mut unknown = cycle();
        unknown["colour"] = json!("red");
        assert_eq!(admin.post("/api/v1/cycles", &unknown).expect(422).codes(), ["unknown_field"]);
        assert_eq!(admin.get("/api/v1/cycles").expect(200).json()["cycles"], json!([]));
    });
}

#[test]
fn only_the_own_secretariat_opens_and_a_stranger_sees_nothing() {
    on_both(|database| {
        let server = TestServer::start(database);
        template(&server.house.db, &server.house.secret, server.now());
        // Whoever may not open one learns nothing of the shape; another instrument's admin may, elsewhere.
        for (who, right, nonsense) in [
            (server.visitor(), 401, 401),
            (server.focal_point(), 403, 403),
            (server.secretariat_reader(), 403, 403),
            (server.other_admin(), 403, 422),
        ] {
            who.post("/api/v1/cycles", &cycle()).expect(right);
            who.post("/api/v1/cycles", &json!({"nonsense": true})).expect(nonsense);
        }
        server.secretariat_admin().post("/api/v1/cycles", &cycle()).expect(201);
        server.focal_point().get("/api/v1/cycles/cms-tiny").expect(200);
        server.focal_point().get("/api/v1/cycles/cms-tiny/reports").expect(403);
        for path in ["/api/v1/cycles/cms-tiny", "/api/v1/cycles/cms-tiny/reports"] {
            server.other_admin().get(path).expect(404);
            server.visitor().get(path).expect(401);
        }
        assert_eq!(server.other_admin().get("/api/v1/cycles").expect(200).json()["cycles"], json!([]));
    });
}
