//! Who may write templates, and who may see them.

use godwit::access::{Role, Sections};
use serde_json::json;

use crate::scene::{server, small};
use crate::support::on_both;

#[test]
fn only_the_instrument_s_admin_writes() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        let all = [
            (server.visitor(), 401, 401),
            (server.focal_point(), 403, 403),
            (server.contributor(&["s"]), 403, 403),
            (server.ngo_reporter(), 403, 403),
            (server.secretariat_reader(), 403, 403),
            (server.other_admin(), 403, 404),
        ];
        for (person, save, _) in &all {
            person.post("/api/v1/templates", &small("q")).expect(*save);
        }
        // Whoever writes no templates anywhere learns nothing of the shape, either.
        server.focal_point().post("/api/v1/templates", &json!({})).expect(403);
        server.other_admin().post("/api/v1/templates", &json!({})).expect(422);
        admin.get("/api/v1/templates/invented/versions/1").expect(404);

        admin.post("/api/v1/templates", &small("q")).expect(201);
        for (person, save, publish) in &all {
            person.post("/api/v1/templates", &small("other")).expect(*save);
            person.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(*publish);
        }
        assert!(admin.get("/api/v1/templates/invented/versions/1").expect(200).text.contains("\"q\""));
    });
}

#[test]
fn drafts_are_seen_by_those_who_write_them_and_versions_by_the_instrument_s_people() {
    on_both(|database| {
        let server = server(database);
        let admin = server.secretariat_admin();
        admin.post("/api/v1/templates", &small("q")).expect(201);
        let people = || {
            [
                (server.visitor(), 401, 401),
                (server.focal_point(), 404, 200),
                (server.ngo_reporter(), 404, 200),
                (server.secretariat_reader(), 404, 200),
                (server.secretariat_admin(), 200, 200),
                (server.other_admin(), 404, 404),
            ]
        };
        let paths =
            ["/api/v1/templates/invented/versions/1", "/api/v1/templates/invented/versions/1/answers.schema.json"];
        for (person, draft, _) in people() {
            paths.iter().for_each(|path| drop(person.get(path).expect(draft)));
        }
        admin.post("/api/v1/templates/invented/versions/1/publish", &json!({})).expect(200);
        for (person, _, published) in people() {
            paths.iter().for_each(|path| drop(person.get(path).expect(published)));
        }
    });
}

#[test]
fn a_template_stays_in_its_instrument() {
    on_both(|database| {
        let server = server(database);
        let email = "admin@cms.example";
        server.secretariat_admin().post("/api/v1/templates", &small("q")).expect(201);
        server.person(email, "AEWA", Role::SecretariatAdmin, None, Sections::All);
        let mut document = small("q");
        document["instrument"] = json!("AEWA");
        let refused = server.client(email).post("/api/v1/templates", &document).expect(422);
        assert_eq!(refused.json()["errors"][0]["at"], "instrument");
        document["name"] = json!("another");
        document["items"][0]["items"][0]["mandates"] = json!([]);
        server.client(email).post("/api/v1/templates", &document).expect(201);
    });
}
