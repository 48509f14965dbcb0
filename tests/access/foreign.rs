//! Ids of another Party, another instrument, another section in every slot: nothing is shown, nothing changes.

use godwit::access::Role;
use godwit::web::routes::ROUTES;
use serde_json::json;

use crate::requests::{Body, body, send};
use crate::snapshot::Snapshot;
use crate::support::on_both;
use crate::table::Row;
use crate::world::{CANARY, Person, World, declaration, new_round, template};

/// The slots of a path: what is one's own, and what is not.
type Slots<'a> = Vec<(&'static str, &'a str, Vec<&'a str>)>;

/// Every filling of a path with at least one id that is not one's own.
fn fillings(path: &str, slots: &Slots<'_>) -> Vec<String> {
    let mut all = vec![(path.to_owned(), false)];
    for (slot, own, foreign) in slots.iter().filter(|(slot, ..)| path.contains(slot)) {
        let mut next = Vec::new();
        for (path, mixed) in &all {
            next.push((path.replace(slot, own), *mixed));
            next.extend(foreign.iter().map(|id| (path.replace(slot, id), true)));
        }
        all = next;
    }
    all.into_iter().filter_map(|(path, mixed)| mixed.then_some(path)).collect()
}

fn walk(world: &World, snapshot: &mut Snapshot, person: &Person, slots: &Slots<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (method, pattern) in ROUTES.iter().filter(|(_, path)| path.contains('{') && !path.starts_with("/assets/")) {
        // Tables have names that are the same everywhere.
        let pattern =
            if pattern.contains("/exports/") { pattern.replace("{name}", "answers") } else { (*pattern).to_owned() };
        let named =
            Row { method: (*method).to_owned(), path: pattern.clone(), state: String::new(), cells: Vec::new() };
        for path in fillings(&pattern, slots) {
            let answer = send(world, person, method, &path, &body(world, &named, person));
            let is_shown = answer.text.contains(CANARY);
            if ![404, 422].contains(&answer.status) || is_shown || snapshot.change().is_some() {
                wrong.push(format!("{method} {path}: {} {}", answer.status, answer.text));
            }
        }
    }
    wrong
}

#[test]
fn in_a_path() {
    on_both(|database| {
        let world = World::build(database, Role::SecretariatReader);
        let mut snapshot = Snapshot::take(database);
        let (account, grant) = (world.foreign.0.as_str(), world.foreign.1.as_str());
        let party: Slots<'_> = vec![
            ("{cycle}", "cms-draft", vec!["aewa-draft"]),
            ("{party}", "KEN", vec!["UGA", "NGO-1"]),
            ("{path}", "a1", vec!["x1", "x1_files"]),
            ("{section}", "a", vec!["x"]),
            ("{number}", "1", vec![]),
            ("{name}", "asked", vec!["canary-asked"]),
            ("{version}", "1", vec![]),
            ("{account}", "", vec![account]),
            ("{grant}", "", vec![grant]),
            ("{instrument}", "CMS", vec!["AEWA"]),
            ("{list}", "species", vec!["canary-list"]),
            (
                "{attachment}",
                world.file("cms-draft/KEN"),
                vec![world.file("cms-draft/UGA"), world.file("cms-shared/KEN")],
            ),
        ];
        let admin: Slots<'_> = vec![
            ("{cycle}", "cms-shared", vec!["aewa-draft"]),
            ("{party}", "KEN", vec![]),
            ("{path}", "a1", vec![]),
            ("{section}", "a", vec![]),
            ("{number}", "1", vec![]),
            ("{name}", "asked", vec!["canary-asked"]),
            ("{version}", "1", vec![]),
            ("{account}", "", vec![account]),
            ("{grant}", "", vec![grant]),
            ("{instrument}", "CMS", vec!["AEWA"]),
            ("{list}", "species", vec!["canary-list"]),
            ("{attachment}", world.file("cms-shared/KEN"), vec![world.file("cms-draft/KEN")]),
        ];
        let mut wrong = walk(&world, &mut snapshot, world.person("focal_point"), &party);
        wrong.extend(walk(&world, &mut snapshot, world.person("secretariat_admin"), &admin));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

fn one(path: &str) -> Body {
    Body::Json(json!({"answers": [{"path": path, "value": "mine", "revision": 1}]}))
}

fn with(mut body: serde_json::Value, field: &str, value: serde_json::Value) -> Body {
    body[field] = value;
    Body::Json(body)
}

fn person(instrument: &str, party: &str) -> Body {
    Body::Json(json!({"email": "new@cms.example", "name": "Invented Newcomer", "language": "en",
        "instrument": instrument, "role": "focal_point", "party": party}))
}

fn change(party: &str) -> Body {
    Body::Json(json!({"parties": [{"party": party, "duty": "covered", "covered_by": "FRA", "reason": "invented"}]}))
}

#[test]
fn in_a_body_or_a_query() {
    on_both(|database| {
        let world = World::build(database, Role::SecretariatReader);
        let mut snapshot = Snapshot::take(database);
        let kenya = "/api/v1/reports/cms-draft/KEN/answers";
        let cases = [
            ("focal_point", "PATCH", kenya, one("x1"), 422),
            ("focal_point", "PATCH", kenya, one("cms-draft/UGA/a1"), 422),
            ("focal_point", "PATCH", kenya, one("../../UGA/answers/a1"), 422),
            ("contributor_other_section", "PATCH", kenya, one("a1"), 422),
            (
                "contributor_other_section",
                "PATCH",
                kenya,
                Body::Json(json!({"answers": [{"path": "b1", "value": "mine", "revision": 0},
                                           {"path": "a1", "value": "mine", "revision": 1}]})),
                422,
            ),
            (
                "focal_point",
                "PUT",
                "/api/v1/reports/cms-draft/KEN/answers/a1",
                Body::Json(json!({"value": "mine", "revision": 1, "party": "UGA"})),
                422,
            ),
            (
                "focal_point",
                "POST",
                "/api/v1/reports/cms-draft/KEN/submissions",
                with(declaration(), "party", json!("UGA")),
                422,
            ),
            ("secretariat_admin", "POST", "/api/v1/accounts", person("AEWA", "KEN"), 404),
            ("secretariat_admin", "POST", "/api/v1/accounts", person("CMS", "ATL"), 422),
            ("secretariat_admin", "POST", "/api/v1/cycles", with(new_round(), "template", json!("canary-asked")), 422),
            ("secretariat_admin", "POST", "/api/v1/cycles", with(new_round(), "instrument", json!("AEWA")), 403),
            ("secretariat_admin", "POST", "/api/v1/cycles", with(new_round(), "parties", json!(["ATL"])), 422),
            ("secretariat_admin", "PATCH", "/api/v1/cycles/cms-shared", change("KEN"), 422),
            ("secretariat_admin", "POST", "/api/v1/templates", Body::Json(template("AEWA", "fresh")), 403),
            ("secretariat_admin", "POST", "/api/v1/templates", Body::Json(template("CMS", "canary-asked")), 403),
            ("secretariat_admin", "GET", "/api/v1/grants?instrument=AEWA", Body::None, 404),
            ("focal_point", "GET", "/api/v1/grants?instrument=AEWA", Body::None, 404),
            ("focal_point", "GET", "/api/v1/lists?instrument=AEWA", Body::None, 404),
        ];
        for (name, method, path, body, status) in cases {
            let answer = send(&world, world.person(name), method, path, &body);
            assert_eq!(answer.status, status, "{name} {method} {path}: {}", answer.text);
            assert_eq!(snapshot.change(), None, "{name} {method} {path}");
        }
        // A place in a list of another instrument's grants is only a place.
        let after = format!("/api/v1/grants?instrument=CMS&after={}", world.foreign.1);
        let listed = send(&world, world.person("secretariat_admin"), "GET", &after, &Body::None).expect(200);
        assert!(!listed.text.contains("AEWA") && !listed.text.contains(CANARY), "{}", listed.text);
    });
}

#[test]
fn a_contributor_reads_the_own_section_alone() {
    on_both(|database| {
        let world = World::build(database, Role::SecretariatReader);
        let (own, other) = (world.person("contributor"), world.person("contributor_other_section"));
        let get = |person: &Person, what: &str| {
            let path = format!("/api/v1/reports/cms-draft/KEN{what}");
            send(&world, person, "GET", &path, &Body::None).expect(200).text
        };
        for what in ["", "/answers", "/gaps"] {
            let seen = get(other, what);
            assert!(!seen.contains("a1") && !seen.contains(CANARY), "{what}: {seen}");
        }
        assert!(get(own, "/answers").contains(CANARY) && !get(own, "/answers").contains("b1"));
    });
}
