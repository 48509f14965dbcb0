//! Managing people: who may, what is refused first, and what the chain keeps of it.

use godwit::access::Role;
use godwit::audit::store::{heads, walk};
use godwit::fault::Fault;
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::support::{TestServer, on_both};

fn asked() -> Value {
    json!({"email": "new@example.org", "name": "New Invented", "language": "en", "instrument": "CMS",
           "role": "contributor", "party": "KEN", "sections": ["means", "actions"]})
}

fn with(field: &str, value: Value) -> Value {
    let mut body = asked();
    body[field] = value;
    body
}

#[test]
fn a_refusal_comes_in_its_order() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (chair, _) = scene.sign_in("chair@example.org");
        let (amina, _) = scene.sign_in("amina@example.org");
        let check = |who: Option<&str>, body: &Value, expect: u16| {
            let answer = scene.call("POST", "/api/v1/accounts", who, Some(body));
            assert_eq!(answer.status, expect, "{body}: {answer:?}");
        };
        check(None, &json!({"nonsense": 1}), 401);
        check(None, &asked(), 401);
        check(Some(&amina), &with("instrument", json!("AEWA")), 404);
        check(Some(&chair), &with("instrument", json!("AEWA")), 404);
        check(Some(&chair), &with("instrument", json!("NONE")), 404);
        check(Some(&amina), &asked(), 403);
        check(Some(&amina), &json!({"nonsense": 1}), 403);
        check(Some(&chair), &json!({"nonsense": 1}), 422);
        check(Some(&chair), &with("party", json!("XXX")), 422);
        check(Some(&chair), &with("sections", json!([])), 422);
        check(Some(&chair), &with("role", json!("operator")), 422);
        check(Some(&chair), &with("name", json!("A\r\nBcc: all@example.org")), 422);
        let ngo = json!({"email": "n@example.org", "name": "N", "language": "en", "instrument": "CMS",
                         "role": "ngo_reporter", "party": "KEN"});
        check(Some(&chair), &ngo, 422);
        check(Some(&chair), &asked(), 201);
    });
}

#[test]
fn every_flaw_is_told() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        let (chair, _) = scene.sign_in("chair@example.org");
        let body = json!({"email": "nowhere", "name": "", "language": "xx", "instrument": "CMS", "role": "king"});
        let answer = scene.call("POST", "/api/v1/accounts", Some(&chair), Some(&body)).json();
        let places: Vec<&str> =
            answer["errors"].as_array().unwrap().iter().map(|f| f["at"].as_str().unwrap()).collect();
        assert_eq!(places, ["name", "email", "language", "role"]);
    });
}

#[test]
fn somebody_who_is_known_gets_the_grant_and_keeps_the_account() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        let known = scene.person("amina@example.org", "AEWA", Role::FocalPoint, Some("KEN"));
        let (chair, _) = scene.sign_in("chair@example.org");
        let (amina, _) = scene.sign_in("amina@example.org");
        let body = with("email", json!("Amina@Example.org"));
        let first = scene.call("POST", "/api/v1/accounts", Some(&chair), Some(&body)).json();
        let again = scene.call("POST", "/api/v1/accounts", Some(&chair), Some(&body)).json();
        assert_eq!(first["account"], known.account.as_str());
        assert_eq!(first, again, "the same grant is not given twice");
        let me = scene.call("GET", "/api/v1/me", Some(&amina), None).json();
        assert_eq!(me["person"]["name"], "Invented Person", "another instrument's admin renames nobody");
        assert_eq!(me["grants"].as_array().unwrap().len(), 2);
        assert_eq!(me["grants"][1]["sections"], json!(["actions", "means"]));
    });
}

#[test]
fn grants_are_listed_and_ended_by_who_manages_them() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        scene.person("other@example.org", "AEWA", Role::SecretariatAdmin, None);
        let amina = scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let (chair, _) = scene.sign_in("chair@example.org");
        let (other, _) = scene.sign_in("other@example.org");
        let (mine, _) = scene.sign_in("amina@example.org");
        let list = |who: &str, query: &str| scene.call("GET", &format!("/api/v1/grants?{query}"), Some(who), None);
        let all = list(&chair, "instrument=CMS").json();
        let ids: Vec<&str> =
            all["grants"].as_array().unwrap().iter().map(|grant| grant["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 2);
        let one = list(&chair, "instrument=CMS&limit=1").json();
        assert_eq!(one["grants"][0]["id"], ids[0]);
        let rest = list(&chair, &format!("instrument=CMS&after={}", ids[0])).json();
        assert_eq!(rest["grants"][0]["id"], ids[1]);
        for (query, expect) in [("instrument=AEWA", 404), ("instrument=cms", 404), ("instrument=CMS&limit=0", 422)] {
            assert_eq!(list(&chair, query).status, expect, "{query}");
        }
        for query in ["", "instrument=CMS&colour=red", "instrument=CMS&after=x", "instrument=CMS&limit=501"] {
            assert_eq!(list(&chair, query).status, 422, "{query}");
        }
        assert_eq!(list(&mine, "instrument=CMS&limit=0").status, 403);
        let end =
            |who: &str, grant: &str| scene.call("DELETE", &format!("/api/v1/grants/{grant}"), Some(who), None).status;
        assert_eq!(end(&other, amina.grant.as_str()), 404);
        assert_eq!(end(&mine, amina.grant.as_str()), 403);
        assert_eq!(end(&chair, "nonsense"), 404);
        assert_eq!(end(&chair, amina.grant.as_str()), 204);
        assert_eq!(end(&chair, amina.grant.as_str()), 404);
        let me = scene.call("GET", "/api/v1/me", Some(&mine), None).json();
        assert_eq!(me["grants"], json!([]));
    });
}

#[test]
fn nobody_is_locked_out_of_another_instrument() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        let amina = scene.person("amina@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        let both = scene.person("both@example.org", "CMS", Role::FocalPoint, Some("KEN"));
        scene.person("both@example.org", "AEWA", Role::FocalPoint, Some("KEN"));
        let aewa = scene.person("aewa@example.org", "AEWA", Role::FocalPoint, Some("KEN"));
        let (chair, _) = scene.sign_in("chair@example.org");
        let remove =
            |account: &str| scene.call("DELETE", &format!("/api/v1/accounts/{account}"), Some(&chair), None).status;
        assert_eq!(remove(both.account.as_str()), 403);
        assert_eq!(remove(aewa.account.as_str()), 404);
        assert_eq!(remove("nonsense"), 404);
        assert_eq!(remove(amina.account.as_str()), 204);
        let again = with("email", json!("amina@example.org"));
        assert_eq!(scene.call("POST", "/api/v1/accounts", Some(&chair), Some(&again)).status, 422, "not by an admin");
    });
}

#[test]
fn the_chain_holds_what_was_done_to_grants_and_no_names() {
    on_both(|database| {
        let scene = Scene::on(database);
        scene.person("chair@example.org", "CMS", Role::SecretariatAdmin, None);
        let (chair, _) = scene.sign_in("chair@example.org");
        let added = scene.call("POST", "/api/v1/accounts", Some(&chair), Some(&asked())).json();
        assert_eq!(scene.call("POST", "/api/v1/accounts", Some(&chair), Some(&asked())).json(), added, "nothing new");
        let path = format!("/api/v1/grants/{}", added["grant"].as_str().unwrap());
        assert_eq!(scene.call("DELETE", &path, Some(&chair), None).status, 204);
        let secret = scene.house.secret.clone();
        scene
            .house
            .db
            .read(|tx| {
                let (instrument, head) = heads(tx)?.pop().expect("a chain");
                assert_eq!((instrument.as_str(), head.sequence), ("CMS", 5));
                assert_eq!(walk(tx, &secret, &instrument, &mut |_| {})?, Ok(head));
                Ok::<_, Fault>(())
            })
            .unwrap();
        let actions: Vec<Deed> = diesel::RunQueryDsl::load(
            diesel::sql_query("SELECT action FROM audit_rows ORDER BY sequence"),
            &mut database.connect(),
        )
        .unwrap();
        let actions: Vec<&str> = actions.iter().map(|deed| deed.action.as_str()).collect();
        assert_eq!(actions, ["account.added", "grant.given", "account.added", "grant.given", "grant.ended"]);
    });
}

#[derive(diesel::QueryableByName)]
struct Deed {
    #[diesel(sql_type = diesel::sql_types::Text)]
    action: String,
}

#[test]
fn many_who_add_one_person_at_once_all_hear_that_it_is_done() {
    on_both(|database| {
        let server = TestServer::start(database);
        let admin = server.secretariat_admin();
        let gate = std::sync::Barrier::new(8);
        let added: Vec<String> = std::thread::scope(|scope| {
            let one = || {
                gate.wait();
                admin.clone().post("/api/v1/accounts", &asked()).expect(201).text
            };
            let all: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(added.iter().all(|one| one == &added[0]), "{added:?}");
    });
}
