//! The registers over HTTP: for whoever is signed in, page by page, and what a citation means.

use serde_json::Value;

use crate::support::{Client, TestServer, on_both};
use crate::{import_mandates, shipped};

/// A field of each thing in a list.
fn all(answer: &Value, list: &str, field: &str) -> Vec<String> {
    let list = answer[list].as_array().unwrap_or_else(|| panic!("no {list}: {answer}"));
    list.iter().map(|one| one[field].as_str().unwrap_or_default().to_owned()).collect()
}

fn look_up(client: &Client, query: &str) -> Value {
    client.get(&format!("/api/v1/mandates?{query}")).expect(200).json()
}

fn serving(database: &crate::support::TestDatabase) -> TestServer {
    let server = TestServer::start(database);
    import_mandates(&server.house.db, &shipped("registers/mandates.json"), false).unwrap();
    server
}

#[test]
fn a_stranger_learns_nothing_and_everybody_else_reads() {
    on_both(|database| {
        let server = serving(database);
        for path in ["/api/v1/instruments", "/api/v1/parties", "/api/v1/mandates"] {
            server.visitor().get(path).expect(401);
            server.visitor().get(&format!("{path}?limit=none")).expect(401);
            for client in [server.focal_point(), server.other_admin(), server.ngo_reporter()] {
                client.get(path).expect(200);
            }
        }
    });
}

#[test]
fn lists_come_page_by_page() {
    on_both(|database| {
        let server = serving(database);
        let client = server.secretariat_reader();
        let answer = client.get("/api/v1/instruments?limit=3").expect(200).json();
        assert_eq!(all(&answer, "instruments", "code"), ["AEWA", "CBD", "CMS"]);
        assert_eq!(answer["instruments"][2]["contact"], "secretariat@cms.example");
        assert!(answer["instruments"][0]["contact"].is_null());
        let answer = client.get("/api/v1/instruments?after=UN").expect(200).json();
        assert_eq!(all(&answer, "instruments", "code"), ["UNEA", "UNGA"]);
        let answer = client.get("/api/v1/parties?instrument=CMS&after=FRA&limit=2").expect(200).json();
        assert_eq!(all(&answer, "parties", "code"), ["KEN", "MAR"]);
        let membership = &answer["parties"][0]["memberships"][0];
        let expect = serde_json::json!(
            {"instrument": "CMS", "region": "Africa", "status": "party", "from": "2000-01-01", "until": null});
        assert_eq!(*membership, expect);
        let nobody = client.get("/api/v1/parties?instrument=AEWA").expect(200).json();
        assert_eq!(all(&nobody, "parties", "code"), [""; 0]);
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let labels = all(&look_up(&client, &format!("limit=20{after}")), "mandates", "label");
            let Some(last) = labels.last() else { break };
            after = format!("&after={}", last.replace(' ', "%20").replace('/', "%2F"));
            seen.extend(labels);
        }
        assert_eq!(seen.len(), 65, "{seen:?}");
        let one = seen.iter().position(|label| label == "CMS Resolution 9.2").unwrap();
        let ten = seen.iter().position(|label| label == "CMS Resolution 10.3").unwrap();
        assert!(one < ten, "numbers are sorted as numbers");
        assert_eq!(all(&look_up(&client, "instrument=UN"), "mandates", "number"), ["14", "15"]);
    });
}

#[test]
fn a_citation_finds_what_it_means() {
    on_both(|database| {
        let server = serving(database);
        let client = server.focal_point();
        let found = look_up(&client, "instrument=CMS&citation=Res.%2012.07%20(Rev.%20COP13)%20para%2022");
        assert_eq!(found["ambiguous"], false);
        let one = &found["mandates"][0];
        let expect = [
            ("instrument", "CMS"),
            ("kind", "resolution"),
            ("number", "12.7"),
            ("revision", "Rev.COP13"),
            ("status", "in_force"),
            ("provision", "22"),
            ("label", "CMS Resolution 12.7 (Rev.COP13) para 22"),
        ];
        for (field, value) in expect {
            assert_eq!(one[field], value, "{field} of {one}");
        }
        assert_eq!(one["document"], Value::Null);
        assert_eq!(one["links"].as_array().unwrap().len(), 4);
        let draft = look_up(&client, "citation=Resolution%2012.26%20(Rev.COP14)%20para%207");
        assert_eq!(
            (&draft["mandates"][0]["status"], &draft["mandates"][0]["paragraph"]["change"]),
            (&"draft".into(), &"new".into())
        );
        let two = look_up(&client, "instrument=CMS&citation=Decision%2014.AA");
        assert_eq!((two["ambiguous"].as_bool(), two["mandates"].as_array().unwrap().len()), (Some(true), 2));
        assert_eq!(two["flaw"]["code"], "ambiguous");
        let range = look_up(&client, "citation=Decisions%2013.114-115");
        assert_eq!((range["ambiguous"].as_bool(), range["mandates"].as_array().unwrap().len()), (Some(false), 2));
        let none = look_up(&client, "citation=decision%20XIII%2F15");
        assert_eq!((none["mandates"].as_array().unwrap().len(), &none["flaw"]["code"]), (0, &"unknown_mandate".into()));
        let other = look_up(&client, "instrument=CMS&citation=resolution%2073%2F333");
        assert_eq!(all(&other, "mandates", "instrument"), ["UNGA"]);
    });
}

#[test]
fn what_is_asked_wrongly_is_told_all_at_once() {
    on_both(|database| {
        let server = serving(database);
        let client = server.focal_point();
        for (query, at) in [
            ("instrument=cms&limit=0&citation=Resolution", vec!["instrument", "limit", "citation"]),
            ("limit=501", vec!["limit"]),
            ("citation=12.7%20(Rev.COP13)", vec!["citation"]),
            ("after=CMS%20Resolution%2099.9", vec!["after"]),
            ("colour=green", vec!["colour"]),
        ] {
            let problem = client.get(&format!("/api/v1/mandates?{query}")).expect(422).json();
            assert_eq!(all(&problem, "errors", "at"), at, "{query}");
        }
        client.get("/api/v1/parties?after=ken").expect(422);
        client.get("/api/v1/instruments?instrument=CMS").expect(422);
    });
}
