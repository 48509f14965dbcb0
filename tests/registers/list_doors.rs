//! Reference lists over HTTP: for whoever has a grant in the instrument, page by page.

use serde_json::{Value, json};

use crate::lists::{CATS, import};
use crate::support::{TestDatabase, TestServer, on_both};

const SPECIES: &str = "/api/v1/lists/CMS/species";

fn serving(database: &TestDatabase) -> TestServer {
    let server = TestServer::start(database);
    import(database, &server.house.db, CATS, false).unwrap();
    server
}

fn keys(answer: &Value) -> String {
    let rows = answer["rows"].as_array().unwrap_or_else(|| panic!("no rows: {answer}"));
    rows.iter().map(|row| row["key"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_are_for_those_of_the_instrument() {
    on_both(|database| {
        let server = serving(database);
        for path in ["/api/v1/lists?instrument=CMS", SPECIES, "/api/v1/lists/CMS/nothing"] {
            server.visitor().get(path).expect(401);
            server.other_admin().get(path).expect(404);
        }
        // A stranger learns nothing from what is wrong with the question, either.
        server.other_admin().get(&format!("{SPECIES}?limit=0&revision=99")).expect(404);
        server.other_admin().get("/api/v1/lists?instrument=CMS&limit=0").expect(404);
        let own = server.other_admin().get("/api/v1/lists?instrument=AEWA").expect(200).json();
        assert_eq!(own, json!({"lists": []}));
        for client in [server.focal_point(), server.ngo_reporter(), server.secretariat_reader()] {
            let listed = client.get("/api/v1/lists?instrument=CMS").expect(200).json();
            let expect = json!({"lists": [{"code": "species", "title": "species", "language": "en", "revision": 1,
                "changed_at": "2027-03-01T08:00:00Z", "rows": 3, "in_use": 3}]});
            assert_eq!(listed, expect);
            client.get(SPECIES).expect(200);
            for path in ["/api/v1/lists/CMS/nothing", "/api/v1/lists/CMS/Species", "/api/v1/lists?instrument=SHARKS"] {
                client.get(path).expect(404);
            }
        }
    });
}

#[test]
fn rows_come_page_by_page_whole_for_a_party_and_as_they_were() {
    on_both(|database| {
        let server = serving(database);
        let client = server.focal_point();
        let get = |query: &str| client.get(&format!("{SPECIES}?{query}")).expect(200).json();
        let all = get("");
        assert_eq!(keys(&all), "cats serval lynx");
        let serval = json!({"key": "serval", "labels": {"en": "Serval"}, "parent": "cats",
            "attributes": {"group": "mammals"}, "parties": ["KEN", "UGA"], "retired": false});
        assert_eq!((&all["rows"][1], &all["rows"][0]["parties"]), (&serval, &Value::Null));
        assert_eq!(keys(&get("limit=2")), "cats serval");
        assert_eq!(keys(&get("limit=2&after=serval")), "lynx");
        assert_eq!(keys(&get("party=KEN")), "cats serval");
        assert_eq!(keys(&get("party=FRA&after=cats")), "lynx");
        assert_eq!(keys(&get("party=NGO-1")), "cats");
        import(database, &server.house.db, "lynx,Lynx,,,,yes,\nocelot,Ocelot,,,,,\n", false).unwrap();
        let newest = get("");
        assert_eq!((keys(&newest), &newest["revision"]), ("cats serval lynx ocelot".to_owned(), &json!(2)));
        assert_eq!(newest["rows"][2]["retired"], true);
        assert_eq!(keys(&get("party=FRA")), "cats ocelot");
        let before = get("revision=1");
        assert_eq!((&before["rows"], &before["revision"], &before["newest"]), (&all["rows"], &json!(1), &json!(2)));
        let counted = client.get("/api/v1/lists?instrument=CMS").expect(200).json();
        assert_eq!((&counted["lists"][0]["rows"], &counted["lists"][0]["in_use"]), (&json!(4), &json!(3)));
    });
}

#[test]
fn what_is_asked_wrongly_is_told_all_at_once() {
    on_both(|database| {
        let server = serving(database);
        let client = server.focal_point();
        for (query, at) in [
            ("party=ken&after=A/B&limit=501", vec!["party", "after", "limit"]),
            ("party=ATL&after=tiger", vec!["after", "party"]),
            ("revision=first", vec!["revision"]),
            ("colour=green", vec!["colour"]),
        ] {
            let problem = client.get(&format!("{SPECIES}?{query}")).expect(422).json();
            let places: Vec<&str> =
                problem["errors"].as_array().unwrap().iter().map(|e| e["at"].as_str().unwrap()).collect();
            assert_eq!(places, at, "{query}: {problem}");
        }
        for revision in ["0", "-1", "2"] {
            client.get(&format!("{SPECIES}?revision={revision}")).expect(404);
        }
        client.get("/api/v1/lists").expect(422);
        client.get("/api/v1/lists?instrument=CMS&after=A/B").expect(422);
    });
}
