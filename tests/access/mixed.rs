//! One person with several grants has each of them where it holds, and never their sum; and a form is its own session's.

use godwit::access::{Role, Sections};
use godwit::web::routes::ROUTES;
use serde_json::json;

use crate::requests::{Body, body, path, send};
use crate::snapshot::Snapshot;
use crate::support::on_both;
use crate::table::Row;
use crate::world::{CANARY, Person, World};

#[test]
fn grants_do_not_add_up() {
    on_both(|database| {
        let world = World::build(database, Role::SecretariatReader);
        let server = &world.server;
        let email = "many-hats@example.org";
        let only = |section: &str| Sections::Only([section.parse().unwrap()].into());
        server.person(email, "CMS", Role::Contributor, Some("KEN"), only("a"));
        server.person(email, "CMS", Role::Contributor, Some("UGA"), only("b"));
        server.person(email, "AEWA", Role::SecretariatAdmin, None, Sections::All);
        let client = server.client(email);
        let answers = "/api/v1/reports/cms-draft";
        client.get(&format!("{answers}/KEN/answers/a1")).expect(200);
        client.get(&format!("{answers}/UGA/answers/b1")).expect(200);
        client.get("/api/v1/cycles/aewa-draft/reports").expect(200);
        let mut snapshot = Snapshot::take(database);
        for refused in ["/KEN/answers/b1", "/KEN/history/b1", "/UGA/answers/a1", "/UGA/history/a1"] {
            client.get(&format!("{answers}{refused}")).expect(404);
        }
        assert!(!client.get(&format!("{answers}/UGA/answers")).expect(200).text.contains(CANARY));
        let said = json!({"value": "mine", "revision": 0});
        client.put(&format!("{answers}/KEN/answers/b1"), &said).expect(404);
        client.put(&format!("{answers}/UGA/answers/a1"), &said).expect(404);
        client.put("/api/v1/reports/aewa-draft/KEN/answers/x1", &said).expect(403);
        let both = json!({"answers": [{"path": "a1", "value": "mine", "revision": 1},
                                      {"path": "b1", "value": "mine", "revision": 0}]});
        client.patch(&format!("{answers}/KEN/answers"), &both).expect(422);
        client.get("/api/v1/cycles/cms-draft/reports").expect(403);
        client.patch("/api/v1/cycles/cms-draft", &json!({"reminders": [-7]})).expect(403);
        client.get("/api/v1/grants?instrument=CMS").expect(403);
        client.get("/api/v1/reports/aewa-draft/KEN/answers").expect(403);
        assert_eq!(snapshot.change(), None);
    });
}

#[test]
fn a_form_of_another_session_writes_nothing() {
    on_both(|database| {
        let world = World::build(database, Role::SecretariatReader);
        let mut snapshot = Snapshot::take(database);
        let open_to_all = ["/sign-in", "/invitation"];
        let forms = ROUTES.iter().filter(|(method, path)| *method == "POST" && !path.starts_with("/api/"));
        for (method, pattern) in forms.filter(|(_, path)| !open_to_all.contains(path)) {
            let row = Row { method: (*method).into(), path: (*pattern).into(), state: "draft".into(), cells: vec![] };
            for (name, other) in [("focal_point", "secretariat_admin"), ("secretariat_admin", "focal_point")] {
                let own = world.person(name);
                for token in [world.person(other).token.clone(), String::new()] {
                    // A page that was refused may not know whose it is: without a token this browser alone remembers.
                    let expected = if *pattern == "/language" && token.is_empty() { 303 } else { 403 };
                    let mixed =
                        Person { email: own.email, bearer: own.bearer.clone(), cookie: own.cookie.clone(), token };
                    let sent: Body = body(&world, &row, &mixed);
                    let answer = send(&world, &mixed, method, &path(&world, &row), &sent);
                    assert_eq!(answer.status, expected, "{method} {pattern} as {name}: {}", answer.text);
                    assert_eq!(snapshot.change(), None, "{method} {pattern} as {name}");
                }
            }
        }
    });
}
